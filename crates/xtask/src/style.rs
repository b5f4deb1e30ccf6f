//! The stylesheet: own files and the parts of Designsystemet they name, in one, without what no page uses.

use crate::run::{Result, program, quietly, root, target};
use crate::stamp;
use std::fs;

/// Writes `target/style/kadpuls.css`.
pub fn bundle() -> Result {
    let root = root();
    let style = root.join("style");
    // The charts say themselves how they look; before there are charts, nobody does.
    let charts = root.join("crates/charts/chart.css");
    let out = target("style/kadpuls.css");
    // What the sources name is kept.
    let sources = ["app/src", "crates/charts/src", "server/src"].map(|folder| root.join(folder));
    let inputs: Vec<_> = [style.clone(), charts.clone()].into_iter().chain(sources).collect();
    stamp::unless_done("style", &inputs, &out, || {
        fs::create_dir_all(target("style"))?;
        let (all, whole) = (target("style/all.css"), target("style/whole.css"));
        let files = [style.join("main.css"), charts].into_iter().filter(|file| file.exists());
        let imports: Vec<String> =
            files.map(|file| format!("@import {:?};\n", file.display().to_string())).collect();
        fs::write(&all, imports.concat())?;
        quietly(
            program(style.join("node_modules/.bin/esbuild"))
                .arg(&all)
                .args(["--bundle", "--minify", "--log-level=warning", "--external:*.svg"])
                .arg(format!("--outfile={}", whole.display())),
        )?;
        quietly(program("node").arg(style.join("prune.mjs")).arg(&whole).arg(&out))
    })
}
