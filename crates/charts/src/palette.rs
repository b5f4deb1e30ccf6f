//! The colours: every mark has a [`Role`], never a colour of its own.
//!
//! A role carries the literal colour for light and for dark paper and the class by which a style sheet finds
//! it. Drawing code hands plotters the light literal; [`crate::SvgBackend`] turns it back into the class,
//! any other backend simply paints it. That is why no two roles may share a light colour (a test holds it).
//!
//! Categories differ in lightness, not only in hue: on light paper all of them, neighbours most, so that a printer without
//! colours keeps them apart. Lines differ in their dashes as well.

use plotters::style::RGBColor;

/// What a mark is for. Decides colour, class and dash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Text that carries a message.
    Ink,
    /// Axis labels, titles of axes.
    Muted,
    /// Grid lines.
    Grid,
    /// The zero line and other base lines.
    Base,
    /// The surface behind the chart: separators between stacked segments, halos.
    Paper,
    /// A reference line: target, threshold, average.
    Reference,
    /// A dated event.
    Event,
    /// The thin line of raw values behind a smoothed one.
    Raw,
    /// An interval around a series.
    Band,
    /// Observed below expected.
    Below,
    /// Observed above expected.
    Above,
    /// A bar that stands alone.
    Bar,
    /// A value that is missing.
    Missing,
    /// Series or category 0..=7.
    Category(u8),
    /// Step 0..=5 of a sequential scale, low to high.
    Step(u8),
}

/// How many categories have a colour of their own; beyond that they repeat.
pub const CATEGORIES: usize = 8;
/// How many steps the sequential scale has.
pub const STEPS: usize = 6;

struct Entry {
    role: Role,
    class: &'static str,
    light: u32,
    dark: u32,
}

const fn entry(role: Role, class: &'static str, light: u32, dark: u32) -> Entry {
    Entry { role, class, light, dark }
}

/// The paper the contrasts are computed against, light and dark.
pub const PAPER: (u32, u32) = (0xff_ff_ff, 0x1a_1d_21);

const TABLE: [Entry; 27] = [
    entry(Role::Ink, "kc-ink", 0x1e_2a_33, 0xee_f1_f3),
    entry(Role::Muted, "kc-muted", 0x56_63_6d, 0xb3_bd_c5),
    entry(Role::Grid, "kc-grid", 0xe1_e6_ea, 0x35_3c_43),
    entry(Role::Base, "kc-base", 0x77_84_8e, 0x87_93_9c),
    entry(Role::Paper, "kc-paper", PAPER.0, PAPER.1),
    entry(Role::Reference, "kc-ref", 0x3c_47_50, 0xd0_d7_dc),
    entry(Role::Event, "kc-event", 0x6b_76_80, 0x9c_a7_b0),
    entry(Role::Raw, "kc-raw", 0x7b_93_a4, 0x66_80_92),
    entry(Role::Band, "kc-band", 0xd5_e2_ec, 0x2b_3d_4d),
    entry(Role::Below, "kc-below", 0xa9_d8_cf, 0x1f_5b_52),
    entry(Role::Above, "kc-above", 0xf3_c6_a1, 0x6b_3f_1d),
    entry(Role::Bar, "kc-bar", 0x3c_7c_a3, 0x6a_ab_d3),
    entry(Role::Missing, "kc-missing", 0x86_91_9a, 0x74_7f_88),
    entry(Role::Category(0), "kc-c0", 0x16_3c_55, 0x9c_c9_f0),
    entry(Role::Category(1), "kc-c1", 0xb7_5c_1f, 0xd9_7f_3a),
    entry(Role::Category(2), "kc-c2", 0x57_47_81, 0xc4_a6_f5),
    entry(Role::Category(3), "kc-c3", 0x27_75_6a, 0x46_a5_95),
    entry(Role::Category(4), "kc-c4", 0x76_29_49, 0xb8_5a_80),
    entry(Role::Category(5), "kc-c5", 0x8c_93_9b, 0xbc_c5_cd),
    entry(Role::Category(6), "kc-c6", 0x2b_5e_9e, 0x62_84_cf),
    entry(Role::Category(7), "kc-c7", 0x9a_82_38, 0xd0_b4_5c),
    entry(Role::Step(0), "kc-q0", 0xe6_f0_f4, 0x24_30_3a),
    entry(Role::Step(1), "kc-q1", 0xc0_da_e4, 0x2a_4a_5c),
    entry(Role::Step(2), "kc-q2", 0x8f_bf_d1, 0x33_66_80),
    entry(Role::Step(3), "kc-q3", 0x55_9d_b8, 0x46_8a_a8),
    entry(Role::Step(4), "kc-q4", 0x29_73_95, 0x74_b2_cc),
    entry(Role::Step(5), "kc-q5", 0x0e_46_66, 0xbd_e3_f2),
];

impl Role {
    /// The role of series or category `index`; repeats after [`CATEGORIES`].
    pub fn category(index: usize) -> Self {
        Role::Category((index % CATEGORIES) as u8)
    }

    /// The role of step `index` of the sequential scale; the last one beyond its end.
    pub fn step(index: usize) -> Self {
        Role::Step(index.min(STEPS - 1) as u8)
    }

    /// Every role, in the order of the style sheet.
    pub fn all() -> impl Iterator<Item = Role> {
        TABLE.iter().map(|entry| entry.role)
    }

    fn entry(self) -> &'static Entry {
        let wanted = match self {
            Role::Category(i) => Role::category(usize::from(i)),
            Role::Step(i) => Role::step(usize::from(i)),
            other => other,
        };
        TABLE.iter().find(|entry| entry.role == wanted).unwrap_or(&TABLE[0])
    }

    /// The class of the style sheet.
    pub fn class(self) -> &'static str {
        self.entry().class
    }

    /// Literal colour as `0xRRGGBB` on light paper.
    pub fn light(self) -> u32 {
        self.entry().light
    }

    /// Literal colour as `0xRRGGBB` on dark paper.
    pub fn dark(self) -> u32 {
        self.entry().dark
    }

    /// The light colour, for plotters.
    pub fn color(self) -> RGBColor {
        let [_, r, g, b] = self.light().to_be_bytes();
        RGBColor(r, g, b)
    }

    /// Lengths of dash and gap (and so on, in pixels) of a *line* of this role; `None` for an unbroken line.
    pub fn dash(self) -> Option<&'static [f64]> {
        match self {
            Role::Category(1) => Some(&[7.0, 3.0]),
            Role::Category(2) => Some(&[2.0, 2.5]),
            Role::Category(3) => Some(&[10.0, 3.0, 2.0, 3.0]),
            Role::Reference => Some(&[5.0, 4.0]),
            Role::Event => Some(&[1.5, 3.0]),
            _ => None,
        }
    }

    /// Whether texts of this role stand among marks and need a rim of paper.
    pub fn has_halo(self) -> bool {
        matches!(self, Role::Reference)
    }

    /// The role whose light colour this is.
    pub(crate) fn of_rgb((r, g, b): (u8, u8, u8)) -> Option<Role> {
        let rgb = u32::from_be_bytes([0, r, g, b]);
        TABLE.iter().find(|entry| entry.light == rgb).map(|entry| entry.role)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance and contrast ratio of WCAG 2.1.
    fn luminance(rgb: u32) -> f64 {
        let [_, r, g, b] = rgb.to_be_bytes();
        let linear = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
    }

    fn contrast(a: u32, b: u32) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn contrast_of_black_on_white_is_21() {
        assert!((contrast(0, 0xff_ff_ff) - 21.0).abs() < 1e-9);
    }

    #[test]
    fn every_light_colour_belongs_to_one_role() {
        for role in Role::all() {
            let RGBColor(r, g, b) = role.color();
            assert_eq!(Role::of_rgb((r, g, b)), Some(role));
        }
    }

    #[test]
    fn text_has_contrast_of_at_least_4_5() {
        let texts = [Role::Ink, Role::Muted, Role::Reference];
        for role in texts.into_iter().chain((0..4).map(Role::category)) {
            assert!(contrast(role.light(), PAPER.0) >= 4.5, "{role:?} light");
            assert!(contrast(role.dark(), PAPER.1) >= 4.5, "{role:?} dark");
        }
    }

    #[test]
    fn lines_and_areas_have_contrast_of_at_least_3() {
        let marks = [Role::Base, Role::Event, Role::Reference, Role::Bar, Role::Raw, Role::Missing];
        for role in marks.into_iter().chain((0..CATEGORIES).map(Role::category)) {
            let (light, dark) = (contrast(role.light(), PAPER.0), contrast(role.dark(), PAPER.1));
            assert!(light >= 3.0 && dark >= 3.0, "{role:?} {light:.2} {dark:.2}");
        }
    }

    #[test]
    fn neighbouring_categories_differ_in_lightness() {
        for i in 1..CATEGORIES {
            let (a, b) = (Role::category(i - 1), Role::category(i));
            for ratio in [contrast(a.light(), b.light()), contrast(a.dark(), b.dark())] {
                assert!(ratio >= 1.3, "{i}: {ratio:.2}");
            }
        }
    }

    #[test]
    fn categories_survive_a_printer_without_colours() {
        for i in 0..CATEGORIES {
            for k in 0..i {
                let ratio = contrast(Role::category(k).light(), Role::category(i).light());
                assert!(ratio >= 1.17, "{k} {i}: {ratio:.2}");
            }
        }
    }

    #[test]
    fn no_two_categories_look_alike() {
        let distance = |a: u32, b: u32| {
            let pairs = a.to_be_bytes().into_iter().zip(b.to_be_bytes());
            pairs.map(|(a, b)| (f64::from(a) - f64::from(b)).powi(2)).sum::<f64>().sqrt()
        };
        for i in 0..CATEGORIES {
            for k in 0..i {
                let (a, b) = (Role::category(k), Role::category(i));
                assert!(distance(a.light(), b.light()) >= 45.0, "{k} {i} light");
                assert!(distance(a.dark(), b.dark()) >= 45.0, "{k} {i} dark");
            }
        }
    }

    #[test]
    fn steps_go_away_from_the_paper_one_by_one() {
        for i in 1..STEPS {
            let (low, high) = (Role::step(i - 1), Role::step(i));
            assert!(contrast(high.light(), PAPER.0) > 1.2 * contrast(low.light(), PAPER.0), "{i}");
            assert!(contrast(high.dark(), PAPER.1) > 1.2 * contrast(low.dark(), PAPER.1), "{i}");
        }
    }
}
