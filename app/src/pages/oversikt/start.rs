//! What *Oversikt* shows while nothing has been imported.

use leptos::prelude::*;
use leptos_meta::Title;

/// What KADpuls is, and how figures get into it.
#[component]
pub fn Start() -> impl IntoView {
    view! {
        <Title text="Kom i gang" />
        <h1>"Velkommen til KADpuls"</h1>
        <p class="ingress">
            "KADpuls viser helseforetak og kommuner om de kommunale akutte døgnplassene (KAD) virker: hvor fulle de er, \
             hvor lenge pasientene blir, hvem som bruker dem, og om de avlaster sykehuset."
        </p>
        <p>
            "Det er ikke importert noen døgnregistreringer, opphold eller øyeblikkelig hjelp-innleggelser ennå. Kommuner, \
             helseforetak og folketall er på plass."
        </p>
        <div class="panels">
            <section class="panel" aria-labelledby="i-nettleseren">
                <h2 id="i-nettleseren">"I nettleseren"</h2>
                <p>
                    "Gå til " <a href="/import">"Import"</a>
                    ", velg en CSV- eller Excel-fil og se hva som vil bli lagt inn før du bekrefter. Begynn med enhetene."
                </p>
            </section>
            <section class="panel" aria-labelledby="paa-kommandolinjen">
                <h2 id="paa-kommandolinjen">"På kommandolinjen"</h2>
                <p>"Rekkefølgen er enheter først, deretter resten:"</p>
                <ul>
                    <li><code>"kadpuls import enheter enheter.csv"</code></li>
                    <li><code>"kadpuls import senger senger.csv"</code></li>
                    <li><code>"kadpuls import registreringer registreringer.csv"</code></li>
                    <li><code>"kadpuls import opphold opphold.csv"</code></li>
                </ul>
            </section>
            <section class="panel" aria-labelledby="med-demodata">
                <h2 id="med-demodata">"Se det med demodata"</h2>
                <p>
                    "Kommandoen " <code>"kadpuls serve --demo"</code>
                    " lager et helt land av oppdiktede tall i en database for seg, så sidene kan prøves først."
                </p>
            </section>
        </div>
        <p>"Hva tallene betyr og hvordan de regnes ut, står på siden " <a href="/metode">"Metode"</a> "."</p>
    }
}
