//! Single admissions: the short way and the full reader give the same rows, the same report, the same faults.
#![no_main]

use import::{Context, Input, ReadError, Report, Rows};
use libfuzzer_sys::fuzz_target;
use vocabulary::{Dataset, MunicipalityNumber};

fuzz_target!(|file: &[u8]| {
    let mut context = Context::new(chrono::NaiveDate::from_ymd_opt(2026, 8, 22).unwrap());
    let numbers = ["0301", "3103", "5501", "0101"].map(|number| number.parse::<MunicipalityNumber>().unwrap());
    context.municipalities.extend(numbers);
    let input = Input::bytes("fil.csv", file.to_vec());
    assert_eq!(read(&input, &context), read(&input.row_by_row(), &context));
});

fn read(input: &Input, context: &Context) -> (Report, Vec<Rows>) {
    let mut rows = Vec::new();
    let read =
        import::read(input, Dataset::EmergencyAdmissions, context, &mut |_| {}, |chunk| -> Result<(), ()> {
            rows.push(chunk);
            Ok(())
        });
    match read {
        Ok(report) => (report, rows),
        Err(ReadError::Refused(report)) => (*report, Vec::new()),
        Err(ReadError::Sink(())) => unreachable!(),
    }
}
