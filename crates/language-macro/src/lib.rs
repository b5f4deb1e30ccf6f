//! The macros of `language`. The catalogues are compiled into this crate: who edits one compiles anew what uses it, and
//! the compiler holds the gaps of every translation against the values that are put into them.

mod catalogue;
mod literal;

use catalogue::catalogues;
use proc_macro::{TokenStream, TokenTree};

/// The text in the language that is spoken: `t!("Belegg")` is a `&'static str`, and a text with gaps, written as for
/// `format!`, is a `String`: `t!("{n} døgn")`. A text that has no translation stays bokmål, and a test fails.
#[proc_macro]
pub fn t(input: TokenStream) -> TokenStream {
    let mut tokens = input.into_iter();
    let Some(TokenTree::Literal(first)) = tokens.next() else {
        return "compile_error!(\"t! begins with a text in quotes\")".parse().unwrap_or_default();
    };
    let Some(text) = literal::value(&first.to_string()) else {
        return "compile_error!(\"t! takes an ordinary string\")".parse().unwrap_or_default();
    };
    let values: TokenStream = tokens.collect();
    let gaps = text.contains('{');
    let [nn, en] = catalogues().map(|catalogue| catalogue.get(&text).map_or(text.as_str(), String::as_str));
    let written =
        |text: &str| if gaps { format!("::std::format!({text:?}{values})") } else { format!("{text:?}") };
    format!(
        "match ::language::spoken() {{ ::language::Language::Nb => {}, ::language::Language::Nn => {}, \
         ::language::Language::En => {} }}",
        written(&text),
        written(nn),
        written(en)
    )
    .parse()
    .unwrap_or_default()
}

/// Every text with its nynorsk and its English, in the order of the bokmål: for what is looked up while the program runs.
#[proc_macro]
pub fn table(_: TokenStream) -> TokenStream {
    let [nn, en] = catalogues();
    let rows: String =
        nn.iter().filter_map(|(nb, nn)| Some(format!("({nb:?}, {nn:?}, {:?}),", en.get(nb)?))).collect();
    format!("&[{rows}]").parse().unwrap_or_default()
}
