//! Any bytes as a file of any kind of rows: no panic, faults told once each way, the same report by both passes.
#![no_main]

use import::{Context, Input, MAX_FAULTS, ReadError};
use libfuzzer_sys::fuzz_target;
use vocabulary::{Dataset, MunicipalityNumber};

pub fn context() -> Context {
    let mut context = Context::new(chrono::NaiveDate::from_ymd_opt(2026, 8, 22).unwrap());
    context.units.extend(["KAD-1", "DE-11"].map(|code| code.parse().unwrap()));
    let numbers = ["0301", "3103", "5501", "0101"].map(|number| number.parse::<MunicipalityNumber>().unwrap());
    context.municipalities.extend(numbers);
    context
}

fuzz_target!(|data: &[u8]| {
    let Some((kind, file)) = data.split_first() else { return };
    let dataset = Dataset::ALL[usize::from(*kind) % Dataset::ALL.len()];
    let input = Input::bytes("fil.csv", file.to_vec());
    let checked = import::check(&input, dataset, &context(), &mut |_| {});
    let mut rows = 0;
    let read = import::read(&input, dataset, &context(), &mut |_| {}, |chunk| -> Result<(), ()> {
        rows += chunk.len() as u64;
        Ok(())
    });
    let report = match read {
        Ok(report) => {
            assert_eq!(report.rows_out, rows);
            report
        }
        Err(ReadError::Refused(report)) => *report,
        Err(ReadError::Sink(())) => unreachable!(),
    };
    assert_eq!(checked, report);
    assert!(report.faults.len() <= MAX_FAULTS && report.faults.len() as u64 <= report.faults_total);
    for fault in &report.faults {
        let told = fault.norwegian() + &fault.english();
        assert!(!told.contains('\n') || fault.problem.norwegian().contains('\n'), "a fault is told on one line: {told:?}");
        assert!(!fault.value.as_deref().is_some_and(import::holds_birth_number), "{fault:?}");
    }
});
