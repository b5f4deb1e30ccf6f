//! Prints the style sheet of the charts: `cargo run -p charts --example stylesheet > crates/charts/chart.css`.

fn main() {
    print!("{}", charts::css::page());
}
