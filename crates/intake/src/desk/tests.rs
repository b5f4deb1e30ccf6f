use super::*;
use std::io::Write as _;
use std::time::Duration;
use vocabulary::Dataset;

const UNITS: &str = "enhet;navn;type\nA;Enhet A;kad\nB;Enhet B;kad\n";

struct Room {
    desk: Desk,
    folder: TempDir,
    now: DateTime<Utc>,
}

async fn room() -> Room {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("kadpuls.db").display());
    let now: DateTime<Utc> = "2026-03-01T12:00:00Z".parse().unwrap();
    let store = Store::open(&url).await.unwrap();
    let desk = Desk::open(store, folder.path(), MOST_BYTES, now).unwrap();
    Room { desk, folder, now }
}

impl Room {
    fn upload(&self, id: u128, content: &str) -> Result<UploadId, UploadRefusal> {
        self.upload_by("kari@eksempel.no", id, content)
    }

    fn upload_by(&self, by: &str, id: u128, content: &str) -> Result<UploadId, UploadRefusal> {
        let mut file = self.desk.new_file().unwrap();
        file.write_all(content.as_bytes()).unwrap();
        let received = Received {
            id: UploadId(id),
            dataset: Dataset::Units,
            file_name: "enheter.csv".into(),
            by: by.into(),
            units: None,
            sheet: None,
            size: content.len() as u64,
            file: file.into_temp_path(),
        };
        self.desk.receive(received, self.now)
    }

    async fn state(&self, id: UploadId) -> State {
        self.desk.find(id, self.now).unwrap().settled(Duration::from_mins(1)).await
    }

    fn files(&self) -> usize {
        let desk = std::fs::read_dir(self.folder.path())
            .unwrap()
            .flatten()
            .find(|entry| entry.file_name().to_string_lossy().starts_with(FOLDER))
            .unwrap();
        std::fs::read_dir(desk.path()).unwrap().count()
    }
}

#[tokio::test]
async fn a_clean_file_waits_for_a_yes_and_is_taken_in_once() {
    let room = room().await;
    let id = room.upload(1, UNITS).unwrap();
    assert!(matches!(room.state(id).await, State::Ready(check) if check.report.rows == 2));
    assert!(!room.desk.0.store.has_rows(Dataset::Units).await.unwrap());

    assert!(room.desk.confirm(id, room.now));
    assert!(room.desk.confirm(id, room.now), "somebody was impatient");
    assert!(matches!(room.state(id).await, State::Done(_, counts) if counts.added == 2));
    assert!(room.desk.confirm(id, room.now));
    assert!(matches!(room.state(id).await, State::Done(_, counts) if counts.added == 2));

    let batches = room.desk.0.store.batches(10, None).await.unwrap();
    assert_eq!(batches.len(), 1);
    assert_eq!(
        (batches[0].imported_by.as_str(), batches[0].file_name.as_str()),
        ("kari@eksempel.no", "enheter.csv")
    );
    assert_eq!(room.files(), 0, "the file is gone");
}

#[tokio::test]
async fn a_file_with_faults_cannot_be_confirmed_and_is_not_kept() {
    let room = room().await;
    let id = room.upload(1, "enhet;navn;type\nA;Enhet A;hotell\n").unwrap();
    assert!(matches!(room.state(id).await, State::Refused(check) if check.report.faults_total == 1));
    assert_eq!(room.files(), 0);
    assert!(room.desk.confirm(id, room.now));
    assert!(matches!(room.state(id).await, State::Refused(_)));
    assert!(room.desk.0.store.batches(10, None).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_upload_is_forgotten_with_its_file_after_an_hour() {
    let room = room().await;
    let id = room.upload(1, UNITS).unwrap();
    room.state(id).await;
    let later = room.now + TimeDelta::minutes(59);
    assert!(room.desk.find(id, later).is_some());
    let later = room.now + TimeDelta::minutes(60);
    assert!(room.desk.find(id, later).is_none());
    assert!(!room.desk.confirm(id, later));
    assert_eq!(room.files(), 1);
    room.desk.sweep(later);
    assert_eq!(room.files(), 0);
}

#[tokio::test]
async fn more_uploads_than_the_desk_holds_are_refused() {
    let room = room().await;
    for id in 0..MOST_UPLOADS as u128 {
        room.upload_by(&format!("{id}@eksempel.no"), id, UNITS).unwrap();
    }
    assert_eq!(room.upload(99, UNITS), Err(UploadRefusal::Full));
}

#[tokio::test]
async fn nobody_keeps_others_out_with_files_of_her_own() {
    let room = room().await;
    for id in 0..MOST_OF_ONE as u128 {
        room.state(room.upload(id, UNITS).unwrap()).await;
    }
    assert_eq!(room.upload(99, UNITS), Err(UploadRefusal::OwnFull), "all of them wait for a yes");
    room.upload_by("ola@eksempel.no", 100, UNITS).unwrap();
    // What is over makes room: its page goes, nothing else.
    room.desk.confirm(UploadId(3), room.now);
    room.state(UploadId(3)).await;
    room.upload(101, UNITS).unwrap();
    assert!(room.desk.find(UploadId(3), room.now).is_none());
    assert!(room.desk.find(UploadId(0), room.now).is_some());
}

#[tokio::test]
async fn one_brings_so_many_files_at_a_time_and_another_when_one_has_come() {
    let room = room().await;
    let mut places: Vec<_> = (0..MOST_ON_THEIR_WAY).map(|_| room.desk.place("kari").unwrap()).collect();
    assert!(matches!(room.desk.place("kari"), Err(UploadRefusal::Busy)));
    assert!(room.desk.place("ola").is_ok());
    places.pop();
    let again = room.desk.place("kari").unwrap();
    assert!(matches!(room.desk.place("kari"), Err(UploadRefusal::Busy)));
    drop((places, again));
    assert!(room.desk.0.on_their_way.lock().unwrap().is_empty(), "nobody is remembered");
}

#[cfg(unix)]
#[tokio::test]
async fn the_folder_and_its_files_are_for_the_servers_user_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let room = room().await;
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(room.desk.0.folder.path()), 0o700);
    assert_eq!(mode(room.desk.new_file().unwrap().path()), 0o600);
}

#[tokio::test]
async fn the_folder_goes_with_the_desk_and_old_ones_that_were_left_behind_go_too() {
    let Room { desk, folder, now } = room().await;
    let left = folder.path().join(format!("{FOLDER}igjenglemt"));
    std::fs::create_dir(&left).unwrap();
    // Its clock is the file system's: seen from two days on, it is old.
    let real: DateTime<Utc> = std::fs::metadata(&left).unwrap().modified().unwrap().into();
    let second = Desk::open(desk.0.store.clone(), folder.path(), 1, real + TimeDelta::days(2)).unwrap();
    assert!(!left.exists());
    let path = second.0.folder.path().to_owned();
    assert!(path.exists());
    drop(second);
    assert!(!path.exists());
    assert!(now < real);
}

#[test]
fn a_name_reads_back_and_nothing_else_is_one() {
    let id = UploadId(0xabc);
    assert_eq!(id.to_string().parse(), Ok(id));
    for bad in
        ["", "abc", "+0000000000000000000000000000abc", &"f".repeat(33), "../../../../../../../etc/passwd0"]
    {
        assert_eq!(bad.parse::<UploadId>(), Err(()), "{bad}");
    }
}
