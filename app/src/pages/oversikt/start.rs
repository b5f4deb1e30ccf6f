//! What *Oversikt* shows while nothing has been imported.

use language::t;
use leptos::prelude::*;
use leptos_meta::Title;

/// What KADpuls is, and how figures get into it.
#[component]
pub fn Start() -> impl IntoView {
    view! {
        <Title text=t!("Kom i gang") />
        <h1>{t!("Velkommen til KADpuls")}</h1>
        <p class="ingress">
            {t!("KADpuls viser helseforetak og kommuner om de kommunale akutte døgnplassene (KAD) virker: hvor fulle de er, \
             hvor lenge pasientene blir, hvem som bruker dem, og om de avlaster sykehuset.")}
        </p>
        <p>
            {t!("Det er ikke importert noen døgnregistreringer, opphold eller øyeblikkelig hjelp-innleggelser ennå. Kommuner, \
             helseforetak og folketall er på plass.")}
        </p>
        <div class="panels">
            <section class="panel" aria-labelledby="i-nettleseren">
                <h2 id="i-nettleseren">{t!("I nettleseren")}</h2>
                <p>
                    {t!("Gå til ")} <a href="/import">{t!("Import")}</a>
                    {t!(", velg en CSV- eller Excel-fil og se hva som vil bli lagt inn før du bekrefter. Begynn med enhetene.")}
                </p>
            </section>
            <section class="panel" aria-labelledby="paa-kommandolinjen">
                <h2 id="paa-kommandolinjen">{t!("På kommandolinjen")}</h2>
                <p>{t!("Rekkefølgen er enheter først, deretter resten:")}</p>
                <ul>
                    <li><code>"kadpuls import enheter enheter.csv"</code></li>
                    <li><code>"kadpuls import senger senger.csv"</code></li>
                    <li><code>"kadpuls import registreringer registreringer.csv"</code></li>
                    <li><code>"kadpuls import opphold opphold.csv"</code></li>
                </ul>
            </section>
            <section class="panel" aria-labelledby="med-demodata">
                <h2 id="med-demodata">{t!("Se det med demodata")}</h2>
                <p>
                    {t!("Kommandoen ")} <code>"kadpuls serve --demo"</code>
                    {t!(" lager et helt land av oppdiktede tall i en database for seg, så sidene kan prøves først.")}
                </p>
            </section>
        </div>
        <p>{t!("Hva tallene betyr og hvordan de regnes ut, står på siden ")} <a href="/metode">{t!("Metode")}</a> "."</p>
    }
}
