//! A site as its generator builds it, served twice: as it is, and with a porthole.js that does nothing, to compare with.

use end_to_end::{
    answer::Answer, fault_server::FaultServer, images::images, registry::Registry, repository,
    site, tool,
};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};
use tempfile::TempDir;

/// What the guides call the image, and the site.
const IMAGE: &str = "registry.example.com/app:1.4";
const SITE: &str = "https://docs.example.com/";

/// A generator, and what its sites look like.
pub struct Generator {
    /// The folder in `tests/docs-sites`.
    pub name: &'static str,
    /// Where its static files lie, in the site's sources.
    statics: &'static str,
    /// Where it builds to.
    output: &'static str,
    /// Whether a link changes the page without loading another.
    pub is_client_side: bool,
    /// What is clicked, one after the other, to make the site dark.
    pub to_dark: &'static [&'static str],
    /// What is clicked before one can type into the search.
    pub open_search: Option<&'static str>,
    /// What one types into.
    pub search: &'static str,
    /// Links to what was found.
    pub found: &'static str,
}

pub const MDBOOK: Generator = Generator {
    name: "mdbook",
    statics: "src",
    output: "book",
    is_client_side: false,
    to_dark: &["#mdbook-theme-toggle", "#mdbook-theme-coal"],
    open_search: Some("#mdbook-search-toggle"),
    search: "#mdbook-searchbar",
    found: "#mdbook-searchresults a",
};

pub const MKDOCS: Generator = Generator {
    name: "mkdocs",
    statics: "docs",
    output: "site",
    is_client_side: true,
    to_dark: &["label[for='__palette_1']"],
    open_search: None,
    search: "[data-md-component='search-query']",
    found: ".md-search-result__link",
};

pub const VITEPRESS: Generator = Generator {
    name: "vitepress",
    statics: "docs/public",
    output: "docs/.vitepress/dist",
    is_client_side: true,
    to_dark: &[".VPNavBarAppearance .VPSwitchAppearance"],
    open_search: Some(".VPNavBarSearch button"),
    search: "#localsearch-input",
    found: ".VPLocalSearchBox .result",
};

/// The registry that holds the image of the guides, for two platforms.
pub fn registry() -> &'static Registry {
    static REGISTRY: LazyLock<Registry> = LazyLock::new(|| {
        let registry = Registry::start();
        images().push_list(&registry, "app:1.4", "oci");
        registry
    });
    &REGISTRY
}

/// The sources of the guides.
pub fn sources() -> PathBuf {
    repository().join("tests/docs-sites")
}

/// `cargo xtask snapshot`.
pub fn snapshot(arguments: &[&str]) {
    let mut all = vec!["run", "--quiet", "--package", "xtask", "--", "snapshot"];
    all.extend(["--insecure"]);
    all.extend(arguments);
    tool::run_in(&repository(), "cargo", &all);
}

/// A built site.
pub struct Site {
    /// As it is.
    pub server: FaultServer,
    /// Without what porthole.js does.
    pub plain: FaultServer,
    _folder: TempDir,
}

impl Site {
    /// Copies the sources, puts Porthole and a light copy of the image beside them, and builds.
    pub fn build(generator: &Generator) -> Self {
        let folder = tempfile::tempdir_in(end_to_end::output()).expect("a folder for a site");
        let root = folder.path();
        let output = root.join(generator.output);
        let server = FaultServer::of_folder(&output, "/");
        let plain = FaultServer::of_folder(&output, "/");
        plain.serve("/porthole/porthole.js", Answer::ok("text/javascript", ""));
        let image = registry().reference("app:1.4");
        copy(&sources().join(generator.name), root, &|text| {
            text.replace(IMAGE, &image)
                .replace(SITE, &format!("http://{}/", server.address()))
        });
        let statics = root.join(generator.statics);
        put_porthole(&statics.join("porthole"));
        snapshot(&[&image, &statics.join("images/app").display().to_string()]);
        generator.run(root);
        Self {
            server,
            plain,
            _folder: folder,
        }
    }
}

impl Generator {
    fn run(&self, root: &Path) {
        let text = root.display().to_string();
        let program = |variable: &str, default: &str| {
            std::env::var(variable).unwrap_or_else(|_| default.to_owned())
        };
        match self.name {
            "mdbook" => tool::run(&program("MDBOOK", "mdbook"), &["build", &text]),
            "mkdocs" => {
                let configuration = format!("{text}/mkdocs.yml");
                let arguments = ["build", "--strict", "--quiet", "-f", &configuration];
                tool::run(&program("MKDOCS", "mkdocs"), &arguments)
            }
            _ => {
                let modules = modules("VITEPRESS");
                link_modules(&modules, root);
                let script = modules.join("vitepress/bin/vitepress.js");
                let script = script.display().to_string();
                tool::run_in(root, "node", &[&script, "build", "docs"])
            }
        };
    }
}

/// The `node_modules` that hold a package, which the environment names.
pub fn modules(variable: &str) -> PathBuf {
    let package = std::env::var_os(variable).unwrap_or_else(|| {
        panic!("{variable} does not name the package: run `cargo xtask test docs-sites`")
    });
    Path::new(&package)
        .parent()
        .expect("a folder of packages")
        .to_owned()
}

/// Makes packages findable for what lies in `root`.
pub fn link_modules(modules: &Path, root: &Path) {
    std::os::unix::fs::symlink(modules, root.join("node_modules")).expect("a link");
}

/// Copies Porthole's own files.
pub fn put_porthole(folder: &Path) {
    fs::create_dir_all(folder).expect("a folder");
    for name in site::files() {
        fs::copy(site::folder().join(name), folder.join(name)).expect("a file of Porthole");
    }
}

/// Copies text files, changed.
pub fn copy(from: &Path, to: &Path, change: &dyn Fn(String) -> String) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("a file").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target, change);
        } else {
            let text = fs::read_to_string(&path).expect("a text");
            fs::write(target, change(text)).expect("a file");
        }
    }
}
