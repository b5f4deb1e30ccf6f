//! Migrations are embedded: a changed migration must rebuild the store.
fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
