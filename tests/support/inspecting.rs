//! Inspections without a browser: the steps of `ui::use_inspection`, over a scripted world, through the page's own reducer.

use super::{Answer, FakeRegistry, PAGE, ok, source};
use porthole::{
    inspection::{read_config, read_entry, read_root},
    oci::{Body, Descriptor, Digest, Document, ImageReference, Platform},
    source::Source,
    ui::{
        inspection_state::{Action, Failure, InspectionState},
        navigation::Target,
        shared::Shared,
        use_lint::check,
    },
};
use std::{fs, path::Path, rc::Rc};
use yew::Reducible;

pub const OCI_INDEX: &str = "application/vnd.oci.image.index.v1+json";
pub const OCI_MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
pub const OCI_CONFIG: &str = "application/vnd.oci.image.config.v1+json";
pub const OCI_LAYER: &str = "application/vnd.oci.image.layer.v1.tar+gzip";

/// What the page asks for in `text`, with `platform` chosen.
pub fn target(text: &str, platform: Option<&str>) -> Target {
    Target {
        image: text.to_owned().into(),
        platform: platform.map(|platform| platform.to_owned().into()),
    }
}

/// The state after these actions.
pub fn after(
    state: InspectionState,
    actions: impl IntoIterator<Item = Action>,
) -> Rc<InspectionState> {
    actions.into_iter().fold(Rc::new(state), Reducible::reduce)
}

/// The action that begins to inspect `text`.
pub fn begin(text: &str, platform: Option<&str>) -> Action {
    let reference: ImageReference = super::reference(text);
    let folder = match &reference {
        ImageReference::Layout(layout) => Some(format!("{PAGE}/{}", layout.url)),
        ImageReference::Registry(_) => None,
    };
    Action::Begin {
        target: target(text, platform),
        reference,
        folder,
    }
}

/// The state after the rules over whole documents were checked.
pub fn linted(state: &Rc<InspectionState>) -> Rc<InspectionState> {
    let subject = state.subject().expect("documents");
    let found = Shared::new(check(state));
    Rc::clone(state).reduce(Action::Linted(subject, Ok(found)))
}

/// Inspects `text` to its end.
pub async fn inspect(
    text: &str,
    platform: Option<&str>,
    world: &Rc<FakeRegistry>,
) -> Rc<InspectionState> {
    let source = source(text, world);
    let mut actions = vec![begin(text, platform)];
    match read_root(&source, &super::reference(text)).await {
        Err(error) => actions.push(Action::Fail {
            target: None,
            failure: Failure::Inspection(error),
        }),
        Ok(root) => {
            let root = Shared::new(root);
            actions.push(Action::RootRead(root.clone()));
            match &root.document.body {
                Body::Index(_) => {
                    let target = target(text, platform);
                    actions.extend(choose(&source, target, &root.document).await);
                }
                Body::Manifest(manifest) if manifest.is_image() => {
                    let config = read_config(&source, &root.document).await;
                    actions.push(Action::ConfigRead(None, config.map(Shared::new)));
                }
                Body::Manifest(_) | Body::Schema1(_) => {}
            }
        }
    }
    after(InspectionState::default(), actions)
}

async fn choose(source: &Source<FakeRegistry>, target: Target, document: &Document) -> Vec<Action> {
    let Body::Index(index) = &document.body else {
        panic!("{document:?} is no index");
    };
    let wanted: Option<Platform> = target
        .platform
        .as_deref()
        .map(|platform| platform.parse().expect("a platform"));
    let entry = index.choose(wanted.as_ref());
    let missing = target.platform.clone().filter(|_| entry.is_none());
    let mut actions = vec![Action::Choose {
        target,
        entry,
        missing,
    }];
    let Some(entry) = entry else {
        return actions;
    };
    let descriptor: &Descriptor = &index.manifests[entry];
    let image = read_entry(source, descriptor).await.map(Shared::new);
    actions.push(Action::EntryRead(entry, image.clone()));
    if let Ok(image) = image
        && matches!(&image.document.body, Body::Manifest(manifest) if manifest.is_image())
    {
        let config = read_config(source, &image.document).await;
        actions.push(Action::ConfigRead(Some(entry), config.map(Shared::new)));
    }
    actions
}

/// A world with the sample layout at `oci:sample`.
pub fn sample() -> Rc<FakeRegistry> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/sample");
    let mut files = Vec::new();
    list(&folder, "sample", &mut files);
    let world = files.into_iter().fold(FakeRegistry::new(), |world, file| {
        let (name, content) = file;
        world.on(
            &format!("{PAGE}/{name}"),
            [ok("application/octet-stream", content)],
        )
    });
    Rc::new(world)
}

fn list(folder: &Path, name: &str, files: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).expect("the sample can be read") {
        let path = entry.expect("the sample can be read").path();
        let file = path.file_name().expect("a file has a name");
        let name = format!("{name}/{}", file.to_string_lossy());
        if path.is_dir() {
            list(&path, &name, files);
        } else {
            files.push((name, fs::read(&path).expect("the sample can be read")));
        }
    }
}

/// A registry at registry.example with one repository, `o/n`.
#[derive(Default)]
pub struct Repository(FakeRegistry);

impl Repository {
    /// A manifest, under its tag and its digest.
    pub fn manifest(self, tag: &str, media_type: &str, text: &str) -> Self {
        let digest = Digest::sha256_of(text.as_bytes());
        self.serve(&format!("manifests/{tag}"), media_type, text)
            .serve(&format!("manifests/{digest}"), media_type, text)
    }

    /// A blob.
    pub fn blob(self, text: &str) -> Self {
        let digest = Digest::sha256_of(text.as_bytes());
        self.serve(&format!("blobs/{digest}"), "application/octet-stream", text)
    }

    /// Anything at a path below the repository; what comes first stays.
    pub fn serve(self, path: &str, media_type: &str, content: impl AsRef<[u8]>) -> Self {
        let url = format!("https://registry.example/v2/o/n/{path}");
        Self(self.0.on(&url, [ok(media_type, content)]))
    }

    /// The world with this registry in it.
    pub fn world(self) -> Rc<FakeRegistry> {
        Rc::new(self.0)
    }

    /// The same, with one more answer.
    pub fn world_and(self, url: &str, answer: Answer) -> Rc<FakeRegistry> {
        Rc::new(self.0.on(url, [answer]))
    }
}

/// A descriptor of `content`, with more members (`,"platform":{…}`).
pub fn descriptor(media_type: &str, content: &str, more: &str) -> String {
    format!(
        r#"{{"mediaType":"{media_type}","digest":"{}","size":{}{more}}}"#,
        Digest::sha256_of(content.as_bytes()),
        content.len()
    )
}

/// An image manifest over descriptors.
pub fn manifest(config: &str, layers: &[String]) -> String {
    let layers = layers.join(",");
    format!(
        r#"{{"schemaVersion":2,"mediaType":"{OCI_MANIFEST}","config":{config},"layers":[{layers}]}}"#
    )
}

/// An image index over descriptors.
pub fn index(manifests: &[String]) -> String {
    let manifests = manifests.join(",");
    format!(r#"{{"schemaVersion":2,"mediaType":"{OCI_INDEX}","manifests":[{manifests}]}}"#)
}

/// A config with these further members, and no layers.
pub fn config(architecture: &str, more: &str) -> String {
    let rootfs = if more.contains("diff_ids") {
        ""
    } else {
        r#","rootfs":{"type":"layers","diff_ids":[]}"#
    };
    format!(r#"{{"architecture":"{architecture}","os":"linux"{rootfs}{more}}}"#)
}

/// The config, manifest and index of an image whose platform is there and empty, as go-containerregistry writes it for artifacts.
pub fn without_platform() -> [String; 3] {
    let config = config("", "").replace("linux", "");
    let manifest = manifest(&descriptor(OCI_CONFIG, &config, ""), &[]);
    let platform = r#","platform":{"os":"","architecture":""}"#;
    let entry = descriptor(OCI_MANIFEST, &manifest, platform);
    let index = index(&[entry]);
    [config, manifest, index]
}
