//! Images made by real tools, once for all tests: umoci makes them, skopeo converts and pushes them, buildah makes the lists.

use crate::{
    registry::{Format, Registry},
    tool,
};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::{LazyLock, Mutex},
};

/// When all the images were made, by their own word.
pub const CREATED: &str = "2026-03-04T05:06:07Z";

/// Media type of an OCI image manifest.
pub const OCI_MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";

/// The images in the file system, as OCI image layouts.
pub struct Images {
    folder: PathBuf,
}

/// All of them.
pub fn images() -> &'static Images {
    static IMAGES: LazyLock<Images> = LazyLock::new(Images::make);
    &IMAGES
}

/// What [`shared_registry`] has of every format.
pub const EVERY_FORMAT: [&str; 7] = [
    "formats/oci",
    "formats/schema2",
    "formats/schema1",
    "formats/zstd",
    "multi/index",
    "multi/list",
    "artifact",
];

/// A registry that holds all images; tests only read from it.
///
/// | name | what |
/// |---|---|
/// | `formats/oci`, `formats/schema2`, `formats/schema1` | one image in three formats |
/// | `formats/zstd` | the same, its layers compressed with zstd |
/// | `multi/index`, `multi/list` | an OCI image index and a Docker manifest list: linux/amd64, linux/arm64/v8 |
/// | `large` | an image with a layer of 8 MiB that cannot be compressed |
/// | `artifact` | an OCI artifact that is no image |
pub fn shared_registry() -> &'static Registry {
    static REGISTRY: LazyLock<Registry> = LazyLock::new(|| {
        let (registry, images) = (Registry::start(), images());
        registry.push(&images.zstd(), "formats/zstd:latest", Format::Oci);
        registry.push(&images.oci("amd64"), "formats/oci:latest", Format::Oci);
        registry.push(
            &images.oci("amd64"),
            "formats/schema2:latest",
            Format::Schema2,
        );
        registry.push(
            &images.oci("amd64"),
            "formats/schema1:latest",
            Format::Schema1,
        );
        registry.push(&images.oci("large"), "large:latest", Format::Oci);
        images.push_list(&registry, "multi/index:latest", "oci");
        images.push_list(&registry, "multi/list:latest", "v2s2");
        // On a thread of its own: a test's thread, which is here, is already running something asynchronous.
        std::thread::scope(|scope| {
            scope
                .spawn(|| crate::SERVERS.block_on(push_artifact(&registry)))
                .join()
        })
        .expect("an artifact");
        registry
    });
    &REGISTRY
}

impl Images {
    fn make() -> Self {
        let images = Self {
            folder: crate::output().join("images"),
        };
        if images.folder.exists() {
            fs::remove_dir_all(&images.folder).expect("the images of an earlier run");
        }
        fs::create_dir_all(&images.folder).expect("a folder for images");
        images.umoci(&["init", "--layout", "layout"]);
        images.make_image(
            "amd64",
            "amd64",
            &[
                ("etc/os-release", b"ID=test\n"),
                ("usr/bin/hello", b"#!/bin/sh\necho hello\n"),
            ],
        );
        images.make_image(
            "arm64",
            "arm64",
            &[
                ("etc/os-release", b"ID=test\n"),
                ("usr/bin/hello", b"#!/bin/sh\necho hello, arm\n"),
            ],
        );
        images.make_image(
            "large",
            "amd64",
            &[
                ("etc/os-release", b"ID=large\n"),
                ("usr/share/noise", &noise(8 << 20)),
                ("end", b"\n"),
            ],
        );
        let zstd = format!("dir:{}", images.folder.join("zstd").display());
        tool::run(
            "skopeo",
            &[
                "copy",
                "--quiet",
                "--dest-compress",
                "--dest-compress-format",
                "zstd",
                &images.oci("amd64"),
                &zstd,
            ],
        );
        images
    }

    fn umoci(&self, arguments: &[&str]) {
        tool::run_in(&self.folder, "umoci", arguments);
    }

    /// An image with one layer for each file, and steps without a layer between and after them.
    fn make_image(&self, tag: &str, architecture: &str, files: &[(&str, &[u8])]) {
        let image = &format!("layout:{tag}");
        self.umoci(&["new", "--image", image]);
        self.umoci(&[
            "config",
            "--image",
            image,
            "--no-history",
            "--os",
            "linux",
            "--architecture",
            architecture,
            "--created",
            CREATED,
        ]);
        for (path, content) in files {
            let archive = &self.archive(path, content);
            let created_by = &format!("COPY {path} /{path}");
            self.umoci(&[
                "raw",
                "add-layer",
                "--image",
                image,
                "--history.created",
                CREATED,
                "--history.author",
                "The tests",
                "--history.comment",
                "by umoci",
                "--history.created_by",
                created_by,
                archive,
            ]);
            self.step(
                image,
                &[
                    "--config.label",
                    &format!(
                        "file.{}={content_length} bytes",
                        path.replace('/', "."),
                        content_length = content.len()
                    ),
                ],
            );
        }
        self.step(
            image,
            &[
                "--config.env",
                "PATH=/usr/local/bin:/usr/bin:/bin",
                "--config.env",
                "GREETING=hello, <world> & \"all\"",
            ],
        );
        self.step(
            image,
            &[
                "--config.user",
                "1000:1000",
                "--config.workingdir",
                "/srv",
                "--config.exposedports",
                "8080/tcp",
            ],
        );
        self.step(
            image,
            &["--config.volume", "/data", "--config.stopsignal", "SIGINT"],
        );
        self.step(
            image,
            &[
                "--config.label",
                "org.opencontainers.image.title=Test image",
                "--config.label",
                "empty=",
            ],
        );
        self.step(
            image,
            &[
                "--config.entrypoint",
                "/usr/bin/hello",
                "--config.cmd",
                "--loud",
            ],
        );
    }

    /// A step without a layer.
    fn step(&self, image: &str, change: &[&str]) {
        let mut arguments = vec![
            "config",
            "--image",
            image,
            "--created",
            CREATED,
            "--history.created",
            CREATED,
            "--history.created_by",
        ];
        let created_by = change.join(" ");
        arguments.push(&created_by);
        arguments.extend(change);
        self.umoci(&arguments);
    }

    /// A tar archive of one file.
    fn archive(&self, path: &str, content: &[u8]) -> String {
        let root = self.folder.join("files");
        let file = root.join(path);
        fs::create_dir_all(file.parent().unwrap_or(Path::new("/"))).expect("a folder");
        fs::write(&file, content).expect("a file");
        let archive = self.folder.join("layer.tar").display().to_string();
        tool::run_in(
            &root,
            "tar",
            &[
                "--create",
                "--file",
                &archive,
                "--mtime",
                CREATED,
                "--owner=0",
                "--group=0",
                "--numeric-owner",
                path,
            ],
        );
        fs::remove_dir_all(root).expect("the files of a layer");
        archive
    }

    /// One of the images (`amd64`, `arm64`, `large`), in skopeo's words.
    pub fn oci(&self, tag: &str) -> String {
        format!("oci:{}:{tag}", self.folder.join("layout").display())
    }

    /// The folder of the OCI image layout that holds them.
    pub fn layout(&self) -> PathBuf {
        self.folder.join("layout")
    }

    /// The amd64 image with zstd layers, in skopeo's words.
    pub fn zstd(&self) -> String {
        format!("dir:{}", self.folder.join("zstd").display())
    }

    /// Pushes a list of the images for amd64 and arm64/v8; `format` is `oci` or `v2s2`.
    pub fn push_list(&self, registry: &Registry, name: &str, format: &str) {
        // Its name is taken until it is removed.
        static LIST: Mutex<()> = Mutex::new(());
        let _list = LIST.lock().expect("a list that was made");
        let list = &format!("localhost/list-{format}");
        let buildah = |arguments: &[&str]| {
            let mut all = vec![
                "--storage-driver",
                "vfs",
                "--root",
                "buildah",
                "--runroot",
                "buildah-run",
                "manifest",
            ];
            all.extend(arguments);
            tool::run_in(&self.folder, "buildah", &all)
        };
        buildah(&["create", list]);
        buildah(&["add", list, &self.oci("amd64")]);
        buildah(&[
            "add",
            "--arch",
            "arm64",
            "--variant",
            "v8",
            list,
            &self.oci("arm64"),
        ]);
        let destination = &format!("docker://{}", registry.reference(name));
        buildah(&[
            "push",
            "--quiet",
            "--all",
            "--tls-verify=false",
            "--format",
            format,
            list,
            destination,
        ]);
        buildah(&["rm", list]);
    }
}

/// An artifact with two files and no config to speak of.
async fn push_artifact(registry: &Registry) {
    registry.put_blob("artifact", b"{}").await;
    let mut layers = Vec::new();
    for (title, media_type, content) in [
        ("README.md", "text/markdown", "# An artifact\n"),
        ("values.yaml", "application/yaml", "replicas: 1\n"),
    ] {
        let digest = registry.put_blob("artifact", content.as_bytes()).await;
        layers.push(serde_json::json!({
            "mediaType": media_type, "digest": digest, "size": content.len(),
            "annotations": {"org.opencontainers.image.title": title},
        }));
    }
    let manifest = serde_json::json!({
        "schemaVersion": 2, "mediaType": OCI_MANIFEST, "artifactType": "application/vnd.example.notes.v1",
        "config": {"mediaType": "application/vnd.oci.empty.v1+json", "digest": crate::sha256(b"{}"), "size": 2, "data": "e30="},
        "layers": layers,
    });
    registry
        .put_manifest("artifact", "latest", OCI_MANIFEST, &manifest.to_string())
        .await;
}

/// Bytes that no algorithm makes shorter, the same in every run: SHA-256 of a counter.
pub fn noise(length: usize) -> Vec<u8> {
    use sha2::{Digest, Sha256};
    let mut bytes: Vec<u8> = (0..length.div_ceil(32) as u64)
        .flat_map(|block| Sha256::digest(block.to_le_bytes()))
        .collect();
    bytes.truncate(length);
    bytes
}
