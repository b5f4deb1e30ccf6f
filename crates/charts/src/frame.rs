//! What every chart has around its data: identity, size, words.

/// Charts at most this wide are drawn for phones: their text isn't enlarged there.
pub const NARROW: u32 = 420;

/// Charts at least this wide keep a width on phones at which their text is read, and are moved sideways there.
const WIDE: u32 = 900;

/// Identity, size and words of a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// Unique on the page; letters, digits, `-` and `_` (anything else is replaced). Prefix of all ids inside.
    pub id: String,
    /// Width of the view box. The picture itself scales to the width it is given.
    pub width: u32,
    /// Height of the view box; charts of rows (horizontal bars, forest, calendar) find their own.
    pub height: u32,
    /// What is shown: "Belegg ved Asker KAD". Read aloud, and drawn only in exported files.
    pub title: String,
    /// The finding in one sentence. Read aloud, and drawn only in exported files.
    pub finding: String,
    /// Title of the x axis with its unit; may be empty (dates need none).
    pub x_title: String,
    /// Title of the y axis with its unit, written above the axis; may be empty.
    pub y_title: String,
}

impl Frame {
    /// The default size, 720 × 300: a column of a page, and with enlarged text a phone.
    pub fn new(id: impl Into<String>, title: impl Into<String>, finding: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            width: 720,
            height: 300,
            title: title.into(),
            finding: finding.into(),
            x_title: String::new(),
            y_title: String::new(),
        }
    }

    /// The size for half a column, a card or a page made for phones: 380 × 260.
    #[must_use]
    pub fn narrow(self) -> Self {
        self.sized(380, 260)
    }

    /// Another size, kept between 60 × 16 and 4000 × 4000.
    #[must_use]
    pub fn sized(mut self, width: u32, height: u32) -> Self {
        self.width = width.clamp(60, 4000);
        self.height = height.clamp(16, 4000);
        self
    }

    /// Titles of the axes, with units.
    #[must_use]
    pub fn axes(mut self, x_title: impl Into<String>, y_title: impl Into<String>) -> Self {
        self.x_title = x_title.into();
        self.y_title = y_title.into();
        self
    }

    /// Whether it is moved sideways on a phone.
    pub fn is_wide(&self) -> bool {
        self.width >= WIDE
    }

    /// How much the style sheet may enlarge the text on a phone; layouts leave room for it.
    pub(crate) fn growth(&self) -> f64 {
        if self.width <= NARROW { 1.0 } else { crate::css::GROWTH }
    }

    /// The id as it is written.
    pub(crate) fn safe_id(&self) -> String {
        let safe = |c: char| if c.is_ascii_alphanumeric() || c == '-' || c == '_' { c } else { '-' };
        let id: String = self.id.chars().map(safe).collect();
        if id.starts_with(|c: char| c.is_ascii_alphabetic()) { id } else { format!("kc{id}") }
    }
}
