//! A chart as a file, for HTTP and the command line: which format, how large, on which ground.

use app::exports::{Found, Stamp};
use rendering::{Picture, PngError};

/// Units of a drawing in an inch: it is drawn in CSS pixels.
const NATURAL_DPI: f64 = 96.0;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Text and lines, for the web and for programs that draw.
    Svg,
    /// Points.
    Png,
    /// A page.
    Pdf,
}

impl Format {
    /// By the ending of a file's name.
    pub fn of_ending(ending: &str) -> Option<Self> {
        match ending {
            "svg" => Some(Self::Svg),
            "png" => Some(Self::Png),
            "pdf" => Some(Self::Pdf),
            _ => None,
        }
    }

    /// As HTTP names it.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Svg => "image/svg+xml; charset=utf-8",
            Self::Png => "image/png",
            Self::Pdf => "application/pdf",
        }
    }
}

/// How a file is wanted. The size is of pictures made of points alone.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Wanted {
    /// Points across.
    pub width: Option<u32>,
    /// Times the natural size.
    pub scale: Option<f64>,
    /// Points per inch.
    pub dpi: Option<u32>,
    /// Nothing behind the marks.
    pub transparent: bool,
}

/// The bounds of what may be wanted.
pub const WIDTHS: std::ops::RangeInclusive<u32> = 200..=8000;
/// Times the natural size.
pub const SCALES: std::ops::RangeInclusive<f64> = 0.5..=6.0;
/// Points per inch.
pub const DPIS: std::ops::RangeInclusive<u32> = 72..=600;

impl Wanted {
    /// The picture of a drawing of this natural width. Where one of width, scale and resolution says how large it
    /// is, the others follow, so that it is as large on paper as the drawing.
    fn picture(&self, natural: f64) -> Picture {
        let dpi = f64::from(self.dpi.unwrap_or(NATURAL_DPI as u32));
        let scale = self.scale.unwrap_or(1.0);
        match (self.width, self.dpi, self.scale) {
            (Some(width), Some(dpi), _) => Picture { width, dpi },
            (Some(width), None, _) => {
                Picture { width, dpi: (f64::from(width) / natural * NATURAL_DPI).round() as u32 }
            }
            (None, Some(_), scale) => {
                let factor = scale.unwrap_or(1.0) * dpi / NATURAL_DPI;
                Picture { width: (natural * factor).round() as u32, dpi: dpi as u32 }
            }
            (None, None, _) => {
                Picture { width: (natural * scale).round() as u32, dpi: (scale * NATURAL_DPI).round() as u32 }
            }
        }
    }
}

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// No picture.
    #[error(transparent)]
    Png(#[from] PngError),
    /// No page.
    #[error(transparent)]
    Pdf(#[from] rendering::PdfError),
}

/// Draws the chart and writes it; takes some tenths of a second for a large picture.
///
/// # Errors
/// [`FileError`].
pub fn write(found: &Found, stamp: &Stamp, format: Format, wanted: &Wanted) -> Result<Vec<u8>, FileError> {
    let scene = found.figure.chart().scene(&found.sheet(stamp, wanted.transparent));
    Ok(match format {
        Format::Svg => scene.svg().into_string().into_bytes(),
        Format::Png => rendering::png(&scene, wanted.picture(scene.width))?,
        Format::Pdf => rendering::pdf(&scene, &format!("KADpuls {}", app::exports::program()))?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_as_large_on_paper_as_the_drawing_unless_both_are_said() {
        let check = |width, scale, dpi, expected: (u32, u32)| {
            let picture = Wanted { width, scale, dpi, transparent: false }.picture(752.0);
            assert_eq!((picture.width, picture.dpi), expected, "{width:?} {scale:?} {dpi:?}");
        };
        check(None, None, None, (752, 96));
        check(Some(1504), None, None, (1504, 192));
        check(None, Some(2.0), None, (1504, 192));
        check(None, None, Some(300), (2350, 300));
        check(None, Some(0.5), Some(300), (1175, 300));
        check(Some(1000), None, Some(300), (1000, 300));
    }
}
