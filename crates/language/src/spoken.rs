//! Which language is spoken here and now.

use crate::Language;
use std::cell::Cell;
use std::pin::Pin;
use std::task::{Context, Poll};

thread_local! {
    static SPOKEN: Cell<Language> = const { Cell::new(Language::Nb) };
}

/// The language that texts are written in.
pub fn spoken() -> Language {
    SPOKEN.get()
}

/// Runs `work` in a language.
pub fn speaking<T>(language: Language, work: impl FnOnce() -> T) -> T {
    let _before = Before(SPOKEN.replace(language));
    work()
}

/// Sets the language back, also when the work panics.
struct Before(Language);

impl Drop for Before {
    fn drop(&mut self) {
        SPOKEN.set(self.0);
    }
}

/// A future that speaks one language, whichever thread it is polled on.
pub struct Within<F> {
    language: Language,
    // On the heap: pinning it in place would take unsafe code.
    work: Pin<Box<F>>,
}

/// `work`, in a language.
pub fn within<F: Future>(language: Language, work: F) -> Within<F> {
    Within { language, work: Box::pin(work) }
}

/// `work` in the language that is spoken now, for a task of its own.
pub fn carried<F: Future>(work: F) -> Within<F> {
    within(spoken(), work)
}

/// `work` in the language that is spoken now, for another thread.
pub fn carrying<T>(work: impl FnOnce() -> T) -> impl FnOnce() -> T {
    let language = spoken();
    move || speaking(language, work)
}

impl<F: Future> Future for Within<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let language = self.language;
        speaking(language, || self.work.as_mut().poll(context))
    }
}
