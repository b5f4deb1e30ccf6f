//! The browser's part: compiled, bound to JavaScript, made small, and laid out as the server sends it.

use crate::run::{Failure, Result, cargo, program, quietly, root, run, target};
use crate::stamp;
use std::fs;
use std::path::PathBuf;

const TRIPLE: &str = "wasm32-unknown-unknown";
const PROFILE: &str = "wasm-release";

fn compiled() -> PathBuf {
    target(TRIPLE).join(PROFILE).join("browser.wasm")
}

pub fn compile() -> Result {
    run(cargo().args(["build", "--package", "browser", "--target", TRIPLE, "--profile", PROFILE]))
}

/// What rustc itself takes for granted in a browser. wasm-opt's `--all-features` would write newer forms that
/// browsers refuse.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Writes `target/bound/kadpuls.js` and `target/bound/kadpuls_bg.wasm`.
pub fn bind() -> Result {
    let out = target("bound");
    let inputs = [compiled(), root().join("Cargo.lock"), root().join("app/browser/package-lock.json")];
    stamp::unless_done("bound", &inputs, &out, || {
        _ = fs::remove_dir_all(&out);
        fs::create_dir_all(&out)?;
        run(cargo().args(["run", "--quiet", "--package", "bindgen", "--"]).args([&compiled(), &out]))?;

        let wasm = out.join("kadpuls_bg.wasm");
        let optimise = root().join("app/browser/node_modules/.bin/wasm-opt");
        if optimise.exists() {
            quietly(program(optimise).arg("-Oz").args(FEATURES).arg(&wasm).arg("-o").arg(&wasm))?;
        } else {
            println!("  skipped wasm-opt, which npm's package binaryen has: the islands are a little larger");
        }
        let js = out.join("kadpuls.js");
        let minify = program(root().join("style/node_modules/.bin/esbuild"))
            .arg(&js)
            .args(["--minify", "--format=esm", "--log-level=warning", "--allow-overwrite"])
            .arg(format!("--outfile={}", js.display()))
            .output()?;
        if minify.status.success() {
            Ok(())
        } else {
            Err(Failure("esbuild could not minify the bindings".into()))
        }
    })
}

/// Lays the files out in `target/site/pkg` under names with a hash, with packed copies beside them.
pub fn publish() -> Result {
    let bound = target("bound");
    let inputs = [bound.join("kadpuls.js"), bound.join("kadpuls_bg.wasm"), target("style/kadpuls.css")];
    let pkg = target("site/pkg");
    stamp::unless_done("site", &inputs, &pkg, || {
        _ = fs::remove_dir_all(&pkg);
        fs::create_dir_all(&pkg)?;
        let mut total = 0;
        for (input, ending) in inputs.iter().zip(["js", "wasm", "css"]) {
            let content = fs::read(input)?;
            let file = pkg.join(format!("kadpuls.{}.{ending}", stamp::hash(&content)));
            fs::write(&file, &content)?;
            quietly(program("node").args(["-e", PACK]).arg(&file))?;
            let gz = fs::metadata(format!("{}.gz", file.display()))?.len();
            total += gz;
            println!("  kadpuls.{ending}: {} bytes, {gz} with gzip", content.len());
        }
        println!("  all three: {total} bytes with gzip");
        Ok(())
    })
}

/// Node has both codings built in; Rust would need a crate for each.
const PACK: &str = "
const fs = require('node:fs'), zlib = require('node:zlib'), file = process.argv[1], content = fs.readFileSync(file);
fs.writeFileSync(file + '.gz', zlib.gzipSync(content, { level: 9 }));
fs.writeFileSync(file + '.br', zlib.brotliCompressSync(content));
";
