//! All monthly cells of the country, municipality × month × age group, read from a database:
//! `cargo run --release -p store --example cells -- DATABASE_URL`. Prints how many there are and the seconds of each of ten
//! readings.

use std::error::Error;
use std::time::Instant;
use store::Store;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let url = std::env::args().nth(1).ok_or("name a database, as sqlite://FILE")?;
    let store = Store::open_as_is(&url).await?;
    for _ in 0..10 {
        let start = Instant::now();
        let series = store.admission_series(None).await?;
        let seconds = start.elapsed().as_secs_f64();
        let cells: usize = series.iter().map(|of| of.months.len()).sum();
        println!("{} series, {cells} cells: {seconds:.3} s", series.len());
    }
    Ok(())
}
