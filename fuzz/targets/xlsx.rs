//! Workbooks: bytes as they are, or the parts of one that are put together here, so that the fuzzer needn't find out
//! how to make an archive. A panic inside the library that reads them is caught by ours and is a fault of the file.
#![no_main]

use import::{Context, Input};
use libfuzzer_sys::fuzz_target;
use std::io::{Cursor, Write as _};
use std::sync::Once;
use vocabulary::{Dataset, MunicipalityNumber};
use zip::write::SimpleFileOptions;

/// Parts the parts.
const BETWEEN: &[u8] = b"\n---\n";
const NAMES: [&str; 5] = [
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
];
const WORKBOOK: &[u8] = br#"<workbook xmlns:r="r"><sheets><sheet name="Ark1" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const RELATIONS: &[u8] = br#"<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

static HOOK: Once = Once::new();

fuzz_target!(|data: &[u8]| {
    HOOK.call_once(|| {
        std::panic::set_hook(Box::new(|panic| {
            // What ours catches; everything else is a finding.
            let place = panic.location().map_or("", |place| place.file());
            if !["calamine", "zip-", "quick-xml"].iter().any(|library| place.contains(library)) {
                eprintln!("{panic}");
                std::process::abort();
            }
        }));
    });
    let Some((mode, rest)) = data.split_first() else { return };
    let file = if mode % 8 == 0 { rest.to_vec() } else { workbook(rest) };
    let mut context = Context::new(chrono::NaiveDate::from_ymd_opt(2026, 8, 22).unwrap());
    context.units.extend(["KAD-1", "DE-11"].map(|code| code.parse().unwrap()));
    context.municipalities.extend(["0301", "3103"].map(|number| number.parse::<MunicipalityNumber>().unwrap()));
    let dataset = Dataset::ALL[usize::from(*mode) % Dataset::ALL.len()];
    let report = import::check(&Input::bytes("fil.xlsx", file), dataset, &context, &mut |_| {});
    for fault in &report.faults {
        let _ = fault.norwegian() + &fault.english();
        assert!(!fault.value.as_deref().is_some_and(import::holds_birth_number), "{fault:?}");
    }
});

fn workbook(parts: &[u8]) -> Vec<u8> {
    let mut left = Some(parts);
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (index, name) in NAMES.into_iter().enumerate() {
        let part = left.map(|rest| {
            let end = rest.windows(BETWEEN.len()).position(|bytes| bytes == BETWEEN);
            left = end.map(|end| &rest[end + BETWEEN.len()..]);
            &rest[..end.unwrap_or(rest.len())]
        });
        let part = match (part, index) {
            (Some(part), _) if !part.is_empty() => part,
            (_, 3) => WORKBOOK,
            (_, 4) => RELATIONS,
            _ => continue,
        };
        let plain = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        archive.start_file(name, plain).unwrap();
        archive.write_all(part).unwrap();
    }
    archive.finish().unwrap().into_inner()
}
