//! The style sheet of the charts, made from the palette.
//!
//! `chart.css` beside `Cargo.toml` is [`page`]'s output, checked in so that the pages' style sheet can include
//! it (a test holds the two together). Files have no style sheet: see `scene_svg`.

use crate::palette::Role;
use std::fmt::Write;

/// How much text grows where the picture is shown at phone width.
pub const GROWTH: f64 = 1.5;

/// Widest screen that counts as a phone, in CSS pixels.
const PHONE: u32 = 560;

const MARKS: &str = "\
.kc{display:block;font-variant-numeric:tabular-nums}
.kc-l{fill:none;stroke:currentColor;stroke-linejoin:round;stroke-linecap:round;vector-effect:non-scaling-stroke}
.kc-f,.kc-t{fill:currentColor}
.kc-t{font-size:15px}
.kc-t.kc-s{font-size:13px}
.kc-t.kc-h{font-size:19px}
.kc-b{font-weight:600}
.kc-grid.kc-l,.kc-base.kc-l{stroke-linecap:butt;shape-rendering:crispEdges}
.kc-halo{paint-order:stroke;stroke-width:4px;stroke-linejoin:round}
";

/// How wide a wide picture is shown on a phone at the least, in CSS pixels: its enlarged text is read then.
const READABLE: u32 = 660;

/// Rules for pages alone: the picture fills its column; one drawn narrow isn't blown up.
const PAGE: &str = "\
.kc{width:100%;height:auto;overflow:visible}
.kc:not(.kc-grow){max-width:30rem}
.kc-halo{stroke:var(--kc-paper)}
";

/// Marks, dashes, text size on phones.
fn shared() -> String {
    let mut css = MARKS.to_owned();
    for role in Role::all() {
        if let Some(dash) = role.dash() {
            let dash: Vec<String> = dash.iter().map(ToString::to_string).collect();
            let _ = writeln!(
                css,
                ".kc-l.{}{{stroke-dasharray:{};stroke-linecap:butt}}",
                role.class(),
                dash.join(" ")
            );
        }
    }
    let (text, small) = (15.0 * GROWTH, 13.0 * GROWTH);
    let _ = writeln!(
        css,
        "@media (max-width:{PHONE}px){{.kc-grow .kc-t{{font-size:{text}px}}.kc-grow .kc-t.kc-s{{font-size:{small}px}}}}"
    );
    css
}

fn variables(pick: impl Fn(Role) -> u32) -> String {
    Role::all().fold(String::new(), |mut out, role| {
        let _ = write!(out, "--{}:#{:06x};", role.class(), pick(role));
        out
    })
}

/// The sheet for pages: custom properties for light and dark, following `prefers-color-scheme` unless an
/// ancestor says otherwise in `data-color-scheme`; always light on paper.
pub fn page() -> String {
    let (light, dark) = (variables(Role::light), variables(Role::dark));
    let mut css = format!(
        "/* Made by crates/charts/src/css.rs from the palette; a test keeps the two equal. */\n\
         :root,[data-color-scheme=light]{{{light}}}\n\
         @media (prefers-color-scheme:dark){{:root:not([data-color-scheme=light]),\
         [data-color-scheme=auto]{{{dark}}}}}\n\
         [data-color-scheme=dark]{{{dark}}}\n\
         @media print{{:root:root,[data-color-scheme][data-color-scheme]{{{light}}}}}\n"
    );
    for role in Role::all() {
        let class = role.class();
        let _ = writeln!(css, ".{class}{{color:var(--{class})}}");
    }
    css + &shared() + PAGE + &format!("@media (max-width:{PHONE}px){{.kc-wide{{min-width:{READABLE}px}}}}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// After a change of the palette: `cargo run -p charts --example stylesheet > crates/charts/chart.css`.
    #[test]
    fn the_sheet_in_the_repository_is_the_palettes() {
        assert_eq!(include_str!("../chart.css"), page());
    }

    #[test]
    fn every_role_has_a_rule() {
        for role in Role::all() {
            assert!(page().contains(&format!(".{}{{color:var(", role.class())));
        }
    }
}
