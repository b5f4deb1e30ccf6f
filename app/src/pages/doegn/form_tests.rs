use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn standing(date: &str, beds: f64, occupied: f64, source: DaySource) -> Day {
    Day {
        registration: Registration {
            unit: "A".parse().unwrap(),
            date: day(date),
            beds,
            occupied,
            admissions: Some(1),
            discharges: Some(1),
            rejected: None,
            discharge_ready: Some(1.0),
        },
        version: 3,
        source,
        bed_minutes: None,
        lent_by_hand: false,
    }
}

/// The form of a day that isn't there yet, with these cells.
fn new_row(date: &str, cells: [&str; 6]) -> Vec<(String, String)> {
    let cells = Field::ALL
        .iter()
        .zip(cells)
        .map(|(field, text)| (format!("{}-{date}", field.code()), text.to_owned()));
    cells.chain([(format!("foer-{date}"), "|||||".to_owned())]).collect()
}

fn check_on(days: &[Day], stays_since: Option<&str>, fields: &[(String, String)]) -> Checked {
    let unit = "A".parse().unwrap();
    let days: HashMap<_, _> = days.iter().map(|day| (day.registration.date, day.clone())).collect();
    let usual = Some(Usual { low: 2.0, high: 6.0 });
    let rules = Rules {
        unit: &unit,
        editable: (day("2026-11-01"), day("2026-11-22")),
        stays_since: stays_since.map(day),
        days: &days,
        usual: [usual, usual, None, None, None, None],
    };
    rules.check(&Typed::read(fields))
}

fn faults(cells: [&str; 6]) -> String {
    let checked = check_on(&[], None, &new_row("2026-11-03", cells));
    assert!(checked.faults.is_empty() || checked.days.is_empty(), "a row with a fault is not saved");
    let texts = checked.faults.iter().map(|fault| format!("{}: {}", fault.field.code(), fault.text));
    texts.collect::<Vec<_>>().join(" ")
}

#[test]
fn a_row_of_numbers_becomes_a_day() {
    let checked = check_on(&[], None, &new_row("2026-11-03", ["4", "3,5", "2", "1", "", "0.5"]));
    let (day, version) = &checked.days[0];
    assert_eq!((day.beds, day.occupied, day.admissions, day.discharges), (4.0, 3.5, Some(2), Some(1)));
    assert_eq!((day.rejected, day.discharge_ready, *version), (None, Some(0.5), None), "unsaid isn't zero");
}

#[test]
fn what_cant_be_is_refused_at_its_cell() {
    assert_eq!(faults(["4", "3", "1", "1", "0", "0"]), "");
    assert_eq!(faults(["4", "5", "", "", "", ""]), "", "more patients than beds happens");
    assert_eq!(faults(["fire", "3", "", "", "", ""]), "senger: Skriv et tall.");
    assert_eq!(faults(["4", "-1", "", "", "", ""]), "belagt: Kan ikke være mindre enn 0.");
    assert_eq!(faults(["4", "3", "1,5", "", "", ""]), "inn: Skriv et helt tall.");
    assert_eq!(faults(["1e3", "3", "", "", "", ""]), "senger: Skriv et tall.");
    assert_eq!(faults(["4000", "3", "", "", "", ""]), "senger: Kan ikke være mer enn 999.");
    assert_eq!(faults(["4", "3", "", "", "", "4"]), "klare: Kan ikke være flere enn belagt.");
    assert_eq!(faults(["4", "", "1", "", "", ""]), "belagt: Må fylles ut. Var det ingen, skriv 0.");
    for text in ["inf", "NaN", ".", "4 4", "٤"] {
        assert_eq!(faults([text, "3", "", "", "", ""]), "senger: Skriv et tall.", "{text}");
    }
}

#[test]
fn days_to_come_and_days_before_the_opening_are_refused() {
    for date in ["2026-11-23", "2026-10-31"] {
        let checked = check_on(&[], None, &new_row(date, ["4", "3", "", "", "", ""]));
        assert_eq!((checked.days.len(), checked.faults.len()), (0, 1), "{date}");
    }
}

#[test]
fn rows_that_nobody_touched_are_not_sent_on() {
    let old = standing("2026-11-02", 4.0, 3.0, DaySource::File);
    let row = Row::of(Some(&old), false);
    let mut fields: Vec<(String, String)> = Field::ALL
        .iter()
        .map(|field| (format!("{}-2026-11-02", field.code()), row.cells[*field as usize].clone()))
        .collect();
    fields.push(("foer-2026-11-02".into(), row.before_text()));
    fields.push(("versjon-2026-11-02".into(), "3".into()));
    assert_eq!(check_on(std::slice::from_ref(&old), None, &fields), Checked::default());
    fields[1].1 = "2".into();
    let checked = check_on(&[old], None, &fields);
    assert_eq!((checked.days[0].0.occupied, checked.days[0].1), (2.0, Some(3)));
}

#[test]
fn a_day_whose_fields_are_emptied_is_struck_out_after_a_question() {
    let old = standing("2026-11-02", 4.0, 3.0, DaySource::Hand);
    let mut fields: Vec<(String, String)> =
        Field::ALL.iter().map(|field| (format!("{}-2026-11-02", field.code()), String::new())).collect();
    fields.push(("foer-2026-11-02".into(), Row::of(Some(&old), false).before_text()));
    fields.push(("versjon-2026-11-02".into(), "3".into()));
    let checked = check_on(std::slice::from_ref(&old), None, &fields);
    assert_eq!((checked.questions.len(), checked.faults.len(), checked.struck.len()), (1, 0, 0));
    fields.push(("spurt".into(), asked_to_strike(day("2026-11-02"))));
    let checked = check_on(std::slice::from_ref(&old), None, &fields);
    assert_eq!(checked, Checked { struck: vec![(day("2026-11-02"), 3)], ..Checked::default() });
    // What the stays say would be made anew at once.
    let checked = check_on(&[old], Some("2026-11-01"), &fields);
    assert!(checked.struck.is_empty());
}

#[test]
fn an_unlikely_number_is_asked_about_once() {
    let mut fields = new_row("2026-11-03", ["40", "3", "", "", "", ""]);
    let checked = check_on(&[], None, &fields);
    assert_eq!(checked.questions.len(), 1);
    assert_eq!(checked.questions[0].text, "Enheten har hatt fra 2 til 6 det siste året.");
    fields.push(("spurt".into(), asked_as(day("2026-11-03"), Field::Beds, 40.0)));
    assert!(check_on(&[], None, &fields).questions.is_empty());
    // Another number is another question.
    fields[0].1 = "44".into();
    assert_eq!(check_on(&[], None, &fields).questions.len(), 1);
}

#[test]
fn stays_tell_what_stays_tell() {
    let made = standing("2026-11-03", 4.0, 3.0, DaySource::Stays);
    let row = Row::of(Some(&made), true);
    let mut fields: Vec<(String, String)> = [Field::Beds, Field::Rejected, Field::Lent]
        .iter()
        .map(|field| (format!("{}-2026-11-03", field.code()), row.cells[*field as usize].clone()))
        .collect();
    fields[0].1 = "5".into();
    fields.push(("foer-2026-11-03".into(), row.before_text()));
    fields.push(("versjon-2026-11-03".into(), "3".into()));
    // Somebody makes a field of her own.
    fields.push(("belagt-2026-11-03".into(), "0".into()));
    let checked = check_on(&[made], Some("2026-11-01"), &fields);
    let (day, _) = &checked.days[0];
    assert_eq!((day.beds, day.occupied, day.discharge_ready), (5.0, 3.0, None), "lent as the stays say");
}

#[test]
fn numbers_are_written_as_short_as_they_are() {
    assert_eq!([written(Some(4.0)), written(Some(7.6)), written(None)], ["4", "7,6", ""]);
    assert_eq!(day_name(day("2026-11-22")), "sø. 22.");
    assert_eq!(cell_name(day("2026-11-03"), Field::Rejected), "Avvist 3. november");
}
