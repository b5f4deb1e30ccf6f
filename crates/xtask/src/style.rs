//! The stylesheet: own files and the parts of Designsystemet they name, in one.

use crate::run::{Result, program, quietly, root, target};
use crate::stamp;
use std::fs;

/// Writes `target/style/kadpuls.css`.
pub fn bundle() -> Result {
    let style = root().join("style");
    // The charts say themselves how they look; before there are charts, nobody does.
    let charts = root().join("crates/charts/chart.css");
    let out = target("style/kadpuls.css");
    let inputs = [style.clone(), charts.clone()];
    stamp::unless_done("style", &inputs, &out, || {
        fs::create_dir_all(target("style"))?;
        let all = target("style/all.css");
        let files = [style.join("main.css"), charts].into_iter().filter(|file| file.exists());
        let imports: Vec<String> =
            files.map(|file| format!("@import {:?};\n", file.display().to_string())).collect();
        fs::write(&all, imports.concat())?;
        quietly(
            program(style.join("node_modules/.bin/esbuild"))
                .arg(&all)
                .args(["--bundle", "--minify", "--log-level=warning", "--external:*.svg"])
                .arg(format!("--outfile={}", out.display())),
        )
    })
}
