use crate::{Language, carrying, guessed, remembered, speaking, spoken, t, text, within};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

#[test]
fn a_text_is_written_in_the_language_that_is_spoken() {
    let n = 3;
    assert_eq!(t!("Belegg"), "Belegg");
    assert_eq!(speaking(Language::En, || t!("Belegg")), "Occupancy");
    assert_eq!(speaking(Language::Nn, || t!("{n} døgn")), "3 døgn");
    assert_eq!(speaking(Language::En, || text("Kommune")), "Municipality");
    assert_eq!(speaking(Language::En, || text("KAD Lørenskog")), "KAD Lørenskog");
}

#[test]
fn the_language_goes_along_to_other_threads_and_through_waiting() {
    let work = speaking(Language::Nn, || carrying(spoken));
    assert_eq!(std::thread::spawn(work).join().ok(), Some(Language::Nn));
    let mut waited = false;
    let asks = std::future::poll_fn(|_| {
        if std::mem::replace(&mut waited, true) { Poll::Ready(spoken()) } else { Poll::Pending }
    });
    let mut asks = pin!(within(Language::En, asks));
    let mut context = Context::from_waker(Waker::noop());
    assert_eq!(asks.as_mut().poll(&mut context), Poll::Pending);
    assert_eq!(spoken(), Language::Nb);
    assert_eq!(asks.as_mut().poll(&mut context), Poll::Ready(Language::En));
}

#[test]
fn a_panic_leaves_the_language_as_it_was() {
    _ = std::panic::catch_unwind(|| speaking(Language::En, || panic!("on purpose")));
    assert_eq!(spoken(), Language::Nb);
}

#[test]
fn what_was_chosen_is_found_among_other_cookies() {
    assert_eq!(remembered("a=b; sprak=nn; tema=lys"), Some(Language::Nn));
    assert_eq!(remembered("sprak=de"), None);
    assert_eq!(remembered("xsprak=en"), None);
}

#[test]
fn a_browser_is_answered_in_english_or_nynorsk_if_it_knows_no_bokmal_or_wants_it_less() {
    let check = |header: &str, expected| assert_eq!(guessed(header), expected, "{header}");
    check("", Language::Nb);
    check("nb-NO,nb;q=0.9,en;q=0.8", Language::Nb);
    check("en-US,en;q=0.9,no;q=0.5", Language::Nb);
    check("en-US,en;q=0.9", Language::En);
    check("nn,nb;q=0.8,en;q=0.5", Language::Nn);
    check("nb,nn;q=0.8", Language::Nb);
    check("sv-SE,en;q=0.5", Language::Nb);
    check("de,en;q=0.5", Language::En);
    check("de", Language::Nb);
    check("en;q=0,*", Language::Nb);
    check("en;q=zero", Language::Nb);
}
