//! The same drawing functions on a backend that isn't SVG: as PNG and PDF will use them.

use crate::{days, frame};
use charts::{Chart, Line, Reference, Sheet, TimeSeries};
use plotters::prelude::*;
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingErrorKind};
use std::convert::Infallible;

/// Notes what it is asked to draw.
#[derive(Default)]
struct Notes {
    size: (u32, u32),
    paths: Vec<((u8, u8, u8), Vec<BackendCoord>)>,
    texts: Vec<(String, f64)>,
}

struct Noting<'a>(&'a mut Notes);

type Done = Result<(), DrawingErrorKind<Infallible>>;

impl DrawingBackend for Noting<'_> {
    type ErrorType = Infallible;
    fn get_size(&self) -> (u32, u32) {
        self.0.size
    }
    fn ensure_prepared(&mut self) -> Done {
        Ok(())
    }
    fn present(&mut self) -> Done {
        Ok(())
    }
    fn draw_pixel(&mut self, _: BackendCoord, _: BackendColor) -> Done {
        Ok(())
    }
    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Done {
        self.0.paths.push((style.color().rgb, path.into_iter().collect()));
        Ok(())
    }
    fn draw_text<T: BackendTextStyle>(&mut self, text: &str, style: &T, _: BackendCoord) -> Done {
        self.0.texts.push((text.to_owned(), style.size()));
        Ok(())
    }
}

fn drawn(factor: u32) -> Notes {
    let line = Line::new("x", vec![Some(1.0), Some(2.0), Some(1.5)]);
    let mut chart = TimeSeries::new(frame(), days("2024-01-01", 3), vec![line]);
    chart.reference = Some(Reference::new(1.0, "Mål"));
    let size = chart.file_size(&Sheet::of("Kilde."));
    let mut notes = Notes { size: (size.0 * factor, size.1 * factor), ..Notes::default() };
    chart.draw_on(&Noting(&mut notes).into_drawing_area(), &Sheet::of("Kilde.")).expect("can't fail");
    notes
}

#[test]
fn other_backends_get_literal_colours_dashes_and_the_heading() {
    let notes = drawn(1);
    let RGBColor(r, g, b) = charts::palette::Role::Reference.color();
    assert!(
        notes.paths.iter().filter(|(rgb, _)| *rgb == (r, g, b)).count() > 20,
        "a dashed line is many paths"
    );
    let texts: Vec<&str> = notes.texts.iter().map(|(text, _)| text.as_str()).collect();
    for text in ["Tittel", "Funnet.", "Kilde.", "Mål"] {
        assert!(texts.contains(&text), "{text} in {texts:?}");
    }
}

#[test]
fn a_larger_surface_gets_the_same_picture_larger() {
    let (one, three) = (drawn(1), drawn(3));
    let line = |notes: &Notes| -> Vec<BackendCoord> {
        let RGBColor(r, g, b) = charts::palette::Role::Category(0).color();
        notes.paths.iter().find(|(rgb, _)| *rgb == (r, g, b)).expect("the line").1.clone()
    };
    for (a, b) in line(&one).into_iter().zip(line(&three)) {
        assert!((a.0 * 3 - b.0).abs() <= 3 && (a.1 * 3 - b.1).abs() <= 3, "{a:?} {b:?}");
    }
    assert!((three.texts[0].1 / one.texts[0].1 - 3.0).abs() < 1e-9);
}
