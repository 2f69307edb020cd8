//! References: the grammar with the position of each fault, Docker's habits, layouts, and what people paste.

#![cfg(not(target_arch = "wasm32"))]

use porthole::oci::{
    Digest, ImageReference, LayoutReference, Reference, ReferenceError,
    digest::DigestError,
    pasted::Pasted,
    reference::{Part, ReferenceErrorKind as Kind, Scheme},
};
use proptest::prelude::*;

const HEX: &str = "98777f8b9ed8c5651a2b105cc1868672b3c0ce7e840ccf8866aac42b79956c4d";

fn parse(text: &str) -> Result<Reference, ReferenceError> {
    text.parse()
}

/// The canonical form of what was pasted.
fn pasted(text: &str) -> Result<String, ReferenceError> {
    let reference = text.parse::<ImageReference>();
    if let Some(plain) = ImageReference::plain(text) {
        assert_eq!(reference, Ok(plain), "{text}");
    }
    reference.map(|reference| reference.to_string())
}

#[test]
fn the_habits_of_docker_are_applied() {
    let digest = format!("sha256:{HEX}");
    for (text, want) in [
        ("alpine", "docker.io/library/alpine:latest".to_owned()),
        ("alpine:3.20", "docker.io/library/alpine:3.20".to_owned()),
        (
            "grafana/grafana",
            "docker.io/grafana/grafana:latest".to_owned(),
        ),
        ("a/b/c", "docker.io/a/b/c:latest".to_owned()),
        (
            "docker.io/alpine",
            "docker.io/library/alpine:latest".to_owned(),
        ),
        (
            "index.docker.io/alpine",
            "docker.io/library/alpine:latest".to_owned(),
        ),
        (
            "Docker.IO/alpine",
            "docker.io/library/alpine:latest".to_owned(),
        ),
        (
            "registry-1.docker.io/o/n",
            "docker.io/o/n:latest".to_owned(),
        ),
        ("localhost", "docker.io/library/localhost:latest".to_owned()),
        (
            "localhost:5000",
            "docker.io/library/localhost:5000".to_owned(),
        ),
        ("localhost/x", "localhost/x:latest".to_owned()),
        ("localhost:5000/a/b", "localhost:5000/a/b:latest".to_owned()),
        ("Host/x", "Host/x:latest".to_owned()),
        ("h:1/x", "h:1/x:latest".to_owned()),
        ("quay.io/x", "quay.io/x:latest".to_owned()),
        ("[::1]:5000/a:T_1.-", "[::1]:5000/a:T_1.-".to_owned()),
        ("[2001:db8::1]/a", "[2001:db8::1]/a:latest".to_owned()),
        (
            "xn--7o8h.com/my_image.a--b__c",
            "xn--7o8h.com/my_image.a--b__c:latest".to_owned(),
        ),
        (
            &format!("alpine@{digest}"),
            format!("docker.io/library/alpine@{digest}"),
        ),
        (
            &format!("ghcr.io/o/n:1@{digest}"),
            format!("ghcr.io/o/n:1@{digest}"),
        ),
        (
            &format!("{HEX}:tag"),
            format!("docker.io/library/{HEX}:tag"),
        ),
        (
            &format!("docker.io/{HEX}"),
            format!("docker.io/library/{HEX}:latest"),
        ),
        ("http://host/o/n", "http://host/o/n:latest".to_owned()),
        (
            "HTTPS://docker.io/alpine",
            "https://docker.io/library/alpine:latest".to_owned(),
        ),
    ] {
        assert_eq!(
            parse(text).map(|reference| reference.to_string()),
            Ok(want),
            "{text}"
        );
    }
}

#[test]
fn the_parts_are_told_apart() {
    let digest: Digest = format!("sha256:{HEX}").parse().expect("a digest");
    assert_eq!(
        parse(&format!("http://[::1]:5000/o/n:1@{digest}")),
        Ok(Reference {
            scheme: Some(Scheme::Http),
            registry: "[::1]:5000".into(),
            repository: "o/n".into(),
            tag: Some("1".into()),
            digest: Some(digest.clone()),
        })
    );
    let reference = parse(&format!("o/n@{digest}")).expect("a reference");
    assert_eq!(reference.tag, None);
    assert_eq!(reference.suffix(), format!("@{digest}"));
    let tagged = parse("o/n:1").expect("a reference");
    assert_eq!(tagged.with_digest(digest), reference);
}

#[test]
fn faults_stand_where_they_are() {
    let character = |found, part| Kind::Character { found, part };
    let separator = |found, part| Kind::Separator { found, part };
    let long = "a".repeat(248);
    let long_tag = format!("a:{}", "t".repeat(129));
    for (text, kind, position) in [
        ("", Kind::Empty, 0),
        ("alpine:", Kind::EmptyPart(Part::Tag), 7),
        ("alpine@", Kind::EmptyPart(Part::Digest), 7),
        (":tag", Kind::EmptyPart(Part::Repository), 0),
        ("a//b", Kind::EmptyPart(Part::Component), 2),
        ("/a", Kind::EmptyPart(Part::Component), 0),
        ("a/", Kind::EmptyPart(Part::Component), 2),
        ("quay.io/", Kind::EmptyPart(Part::Repository), 8),
        ("http://host", Kind::EmptyPart(Part::Repository), 11),
        ("http:///a", Kind::EmptyPart(Part::Registry), 7),
        (":5000/a", Kind::EmptyPart(Part::Registry), 0),
        ("host:/a", Kind::EmptyPart(Part::Port), 5),
        ("host:5x/a", character('x', Part::Port), 6),
        ("host:65536/a", Kind::Port, 5),
        ("Alpine", Kind::UpperCase, 0),
        ("quay.io/o/Name", Kind::UpperCase, 10),
        ("a b", character(' ', Part::Repository), 1),
        ("aä", character('ä', Part::Repository), 1),
        ("ä/a:ö", character('ö', Part::Tag), 5),
        ("a:t!", character('!', Part::Tag), 3),
        ("a:.t", separator('.', Part::Tag), 2),
        ("a:-t", separator('-', Part::Tag), 2),
        ("a:b:c", character(':', Part::Tag), 3),
        ("-a", separator('-', Part::Repository), 0),
        ("a-", separator('-', Part::Repository), 1),
        ("a..b", separator('.', Part::Repository), 2),
        ("a___b", separator('_', Part::Repository), 3),
        ("a._b", separator('_', Part::Repository), 2),
        ("a-_b", separator('_', Part::Repository), 2),
        ("o/.a", separator('.', Part::Repository), 2),
        ("-host.io/a", separator('-', Part::Registry), 0),
        ("host-.io/a", separator('-', Part::Registry), 4),
        ("host..io/a", separator('.', Part::Registry), 5),
        ("host.io./a", separator('.', Part::Registry), 7),
        (".io/a", separator('.', Part::Registry), 0),
        ("ho_st.io/a", character('_', Part::Registry), 2),
        ("[::1/a", Kind::Ipv6, 0),
        ("[fe80::1%eth0]:1/a", Kind::Ipv6, 1),
        ("[]:1/a", Kind::Ipv6, 1),
        ("[::1]x:1/a", character('x', Part::Registry), 5),
        ("[::1]:5000", Kind::EmptyPart(Part::Repository), 10),
        (HEX, Kind::Hexadecimal, 0),
        (
            &format!("o/{}", "a".repeat(254)),
            Kind::RepositoryTooLong { length: 256 },
            255,
        ),
        (&long, Kind::RepositoryTooLong { length: 256 }, 247),
        (&long_tag, Kind::TagTooLong { length: 129 }, 130),
        (
            "a@sha256:abc",
            Kind::Digest(DigestError::Length {
                expected: 64,
                actual: 3,
                position: 10,
            }),
            12,
        ),
        (
            "a@b",
            Kind::Digest(DigestError::MissingColon { position: 1 }),
            3,
        ),
        (
            &format!("a:1@sha256:{}X", &HEX[..63]),
            Kind::Digest(DigestError::Encoded {
                found: 'X',
                position: 70,
            }),
            74,
        ),
        ("a@md5:0123", Kind::DigestTooShort { length: 4 }, 10),
    ] {
        assert_eq!(
            parse(text),
            Err(ReferenceError { kind, position }),
            "{text}"
        );
    }
}

#[test]
fn the_limits_themselves_are_allowed() {
    for text in [
        format!("o/{}", "a".repeat(253)),
        "a".repeat(247),
        format!("a:{}", "t".repeat(128)),
        "host:65535/a".to_owned(),
        "a:_".to_owned(),
        format!("a@blake3:{}", &HEX[..32]),
    ] {
        assert!(parse(&text).is_ok(), "{text}");
    }
}

#[test]
fn credentials_are_refused_and_not_repeated() {
    for (text, position) in [
        ("user:secret@host/name", 0),
        ("https://user:secret@host/name:1", 8),
        ("https://secret@host", 8),
        ("docker pull user:secret@host/name", 12),
        ("docker://user:secret@host:5000/name", 9),
        ("oci:https://user:secret@host/layout", 12),
        ("oci:http://secret@host", 11),
        ("https://user:secret@host/v2/n/manifests/1", 0),
    ] {
        let error = text.parse::<ImageReference>().expect_err(text);
        assert_eq!(
            error,
            ReferenceError {
                kind: Kind::Userinfo,
                position
            },
            "{text}"
        );
    }
    for text in [
        "user:secret@localhost:5000",
        "user:secret@host",
        "oci:user:secret@host/layout",
        "oci:user:secret@host",
        "ftp://user:secret@host/x",
        "u:secret@hub.docker.com/r/a/b",
    ] {
        let error = text.parse::<ImageReference>().expect_err(text);
        let said = format!("{error} {error:?}");
        assert!(!said.contains("secret"), "{text}: {said}");
    }
}

#[test]
fn the_base_url_follows_the_scheme_or_the_habit() {
    for (text, want) in [
        ("alpine", "https://registry-1.docker.io"),
        ("http://docker.io/alpine", "http://registry-1.docker.io"),
        ("ghcr.io/a/b", "https://ghcr.io"),
        ("localhost:5000/a", "http://localhost:5000"),
        ("LOCALHOST:5000/a", "http://LOCALHOST:5000"),
        ("registry.localhost/a", "http://registry.localhost"),
        ("notlocalhost.io/a", "https://notlocalhost.io"),
        ("127.0.0.1:5000/a", "http://127.0.0.1:5000"),
        ("127.9.8.7/a", "http://127.9.8.7"),
        ("127.0.0.1.example/a", "https://127.0.0.1.example"),
        ("128.0.0.1/a", "https://128.0.0.1"),
        ("[::1]:5000/a", "http://[::1]:5000"),
        ("[0:0:0:0:0:0:0:1]/a", "http://[0:0:0:0:0:0:0:1]"),
        ("[::2]/a", "https://[::2]"),
        ("https://localhost:5000/a", "https://localhost:5000"),
        ("http://registry/a", "http://registry"),
    ] {
        assert_eq!(
            parse(text).map(|reference| reference.base_url()),
            Ok(want.to_owned()),
            "{text}"
        );
    }
}

#[test]
fn what_people_paste_is_understood() {
    let at = format!("@sha256:{HEX}");
    for (text, want) in [
        ("  alpine \n", "docker.io/library/alpine:latest".to_owned()),
        ("\"alpine:3\"", "docker.io/library/alpine:3".to_owned()),
        ("`alpine`", "docker.io/library/alpine:latest".to_owned()),
        (
            "docker pull alpine",
            "docker.io/library/alpine:latest".to_owned(),
        ),
        (
            "$ sudo docker pull -q alpine",
            "docker.io/library/alpine:latest".to_owned(),
        ),
        (
            "docker image pull 'alpine:3'",
            "docker.io/library/alpine:3".to_owned(),
        ),
        (
            "podman pull --platform linux/arm64 quay.io/a/b",
            "quay.io/a/b:latest".to_owned(),
        ),
        (
            "nerdctl pull --platform=linux/arm64 --quiet a/b:1",
            "docker.io/a/b:1".to_owned(),
        ),
        (
            "crictl pull --creds me:secret ghcr.io/a/b",
            "ghcr.io/a/b:latest".to_owned(),
        ),
        (
            "buildah pull docker://alpine",
            "docker.io/library/alpine:latest".to_owned(),
        ),
        (
            "FROM alpine:3.20 AS build",
            "docker.io/library/alpine:3.20".to_owned(),
        ),
        (
            "from --platform=$BUILDPLATFORM golang:1 as b",
            "docker.io/library/golang:1".to_owned(),
        ),
        (
            "FROM alpine # the base",
            "docker.io/library/alpine:latest".to_owned(),
        ),
        ("image: nginx:1", "docker.io/library/nginx:1".to_owned()),
        (
            "docker run --rm -it -p 8080:80 --name web nginx:1 nginx -t",
            "docker.io/library/nginx:1".to_owned(),
        ),
        (
            "docker buildx imagetools inspect alpine",
            "docker.io/library/alpine:latest".to_owned(),
        ),
        (
            "skopeo copy --src-tls-verify=false docker://localhost:5000/a/b:1 oci:b",
            "localhost:5000/a/b:1".to_owned(),
        ),
        ("crane manifest --insecure r.io/a:1", "r.io/a:1".to_owned()),
        (
            "regctl --host 'reg=localhost:5000,tls=disabled' manifest get --format raw-body localhost:5000/a",
            "localhost:5000/a:latest".to_owned(),
        ),
        ("oras manifest fetch r.io/a:1", "r.io/a:1".to_owned()),
        (
            "curl -sL -H 'Accept: application/json' http://localhost:5000/v2/a/b/manifests/1",
            "http://localhost:5000/a/b:1".to_owned(),
        ),
        ("docker run --shm-size 1g --add-host db:10.0.0.1 --ipc host --cap-add NET_ADMIN --log-driver none --link redis:db postgres:16 -c x", "docker.io/library/postgres:16".to_owned()),
        ("podman run --userns keep-id --read-only --privileged -dit -e A=b alpine sh", "docker.io/library/alpine:latest".to_owned()),
        ("docker pull --unheard-of=1 alpine", "docker.io/library/alpine:latest".to_owned()),
        ("docker pull --disable-content-trust -- alpine", "docker.io/library/alpine:latest".to_owned()),
        ("crane manifest -v alpine", "docker.io/library/alpine:latest".to_owned()),
        ("docker push localhost:9105/a:1", "localhost:9105/a:1".to_owned()),
        ("ctr -n k8s.io images pull docker.io/library/redis:alpine", "docker.io/library/redis:alpine".to_owned()),
        ("kubectl run x --image=nginx:1.25", "docker.io/library/nginx:1.25".to_owned()),
        ("kubectl create deployment web --image nginx", "docker.io/library/nginx:latest".to_owned()),
        ("helm pull oci://ghcr.io/foo/charts/bar", "ghcr.io/foo/charts/bar:latest".to_owned()),
        ("cosign verify ghcr.io/foo/bar:v1 --key cosign.pub", "ghcr.io/foo/bar:v1".to_owned()),
        ("trivy image --severity HIGH python:3.4-alpine", "docker.io/library/python:3.4-alpine".to_owned()),
        ("grype alpine:3", "docker.io/library/alpine:3".to_owned()),
        (r#""image": "nginx:1","#, "docker.io/library/nginx:1".to_owned()),
        (r#"image = "nginx:1""#, "docker.io/library/nginx:1".to_owned()),
        ("uses: docker://alpine:3.8", "docker.io/library/alpine:3.8".to_owned()),
        ("- name: web\n  image: ghcr.io/o/n:1\n  ports: []", "ghcr.io/o/n:1".to_owned()),
        ("nginx:1,", "docker.io/library/nginx:1".to_owned()),
        ("(nginx:1)", "docker.io/library/nginx:1".to_owned()),
        ("“nginx:1”", "docker.io/library/nginx:1".to_owned()),
        ("https://page.example/porthole/?image=alpine%3A3.20&platform=linux/arm64", "docker.io/library/alpine:3.20".to_owned()),
        ("docker-pullable://quay.io/a/b:1", "quay.io/a/b:1".to_owned()),
        // Flags behind the image, what the command was joined with, and what it answered.
        ("docker pull r.io/a:1 --platform linux/arm64", "r.io/a:1".to_owned()),
        ("docker pull r.io/a:1 -q && docker images", "r.io/a:1".to_owned()),
        ("docker pull r.io/a:1; docker images", "r.io/a:1".to_owned()),
        ("podman pull r.io/a:1 r.io/b:2", "r.io/a:1".to_owned()),
        ("docker pull r.io/a:1\n1: Pulling from a\nDigest: sha256:0", "r.io/a:1".to_owned()),
        // Lines that go on.
        ("docker run \\\n  -d \\\n  --name web \\\n  r.io/a:1 \\\n  sh", "r.io/a:1".to_owned()),
        ("docker pull ^\r\n  r.io/a:1", "r.io/a:1".to_owned()),
        ("docker pull `\n  r.io/a:1", "r.io/a:1".to_owned()),
        ("FROM r.io/a:1 AS build\nRUN make", "r.io/a:1".to_owned()),
        ("FROM r.io/a:1 RUN make", "r.io/a:1".to_owned()),
        ("COPY --from=r.io/a:1 /x /y", "r.io/a:1".to_owned()),
        // Prompts, variables, and a capital letter.
        ("me@host:~/src$ docker pull r.io/a:1", "r.io/a:1".to_owned()),
        ("% docker pull r.io/a:1", "r.io/a:1".to_owned()),
        ("DOCKER_BUILDKIT=1 docker pull r.io/a:1", "r.io/a:1".to_owned()),
        ("Docker pull r.io/a:1", "r.io/a:1".to_owned()),
        ("<r.io/a:1>", "r.io/a:1".to_owned()),
        // What kubectl and docker describe.
        ("    Image:          r.io/a:1", "r.io/a:1".to_owned()),
        (r#""Image": "r.io/a:1","#, "r.io/a:1".to_owned()),
        ("Image ID: docker-pullable://r.io/a@sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a", "r.io/a@sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a".to_owned()),
        ("buildah from r.io/a:1", "r.io/a:1".to_owned()),
        ("crane ls r.io/a", "r.io/a:latest".to_owned()),
        ("docker scout cves r.io/a:1", "r.io/a:1".to_owned()),
        (
            "https://console.cloud.google.com/artifacts/docker/my-project/europe-west1/repo/name?project=my-project",
            "europe-west1-docker.pkg.dev/my-project/repo/name:latest".to_owned(),
        ),
        (
            "registry.hub.docker.com/library/alpine",
            "docker.io/library/alpine:latest".to_owned(),
        ),
        (
            "https://registry.hub.docker.com/r/library/alpine",
            "docker.io/library/alpine:latest".to_owned(),
        ),
        (
            "https://hub.docker.com/layers/python/library/python/3.8.3/images/sha256-44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
            "docker.io/library/python:3.8.3@sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a".to_owned(),
        ),
        (
            "https://gallery.ecr.aws/docker/library/python",
            "public.ecr.aws/docker/library/python:latest".to_owned(),
        ),
        (
            "https://mcr.microsoft.com/en-us/artifact/mar/dotnet/sdk/tags",
            "mcr.microsoft.com/dotnet/sdk:latest".to_owned(),
        ),
        (
            "https://mcr.microsoft.com/product/dotnet/sdk/about",
            "mcr.microsoft.com/dotnet/sdk:latest".to_owned(),
        ),
        (
            "https://gitlab.com/group/sub/project/container_registry/123",
            "registry.gitlab.com/group/sub/project:latest".to_owned(),
        ),
        (
            "https://codeberg.org/forgejo/-/packages/container/forgejo/11",
            "https://codeberg.org/forgejo/forgejo:11".to_owned(),
        ),
        (
            "- image: \"nginx:1\"",
            "docker.io/library/nginx:1".to_owned(),
        ),
        ("docker://quay.io/a/b:1", "quay.io/a/b:1".to_owned()),
        ("oci://ghcr.io/charts/x:1", "ghcr.io/charts/x:1".to_owned()),
        (
            "https://hub.docker.com/_/alpine",
            "docker.io/library/alpine:latest".to_owned(),
        ),
        (
            "https://hub.docker.com/_/alpine/tags?page=2",
            "docker.io/library/alpine:latest".to_owned(),
        ),
        (
            "https://hub.docker.com/repository/docker/grafana/grafana/general",
            "docker.io/grafana/grafana:latest".to_owned(),
        ),
        (
            "https://hub.docker.com/repository/docker/grafana/grafana",
            "docker.io/grafana/grafana:latest".to_owned(),
        ),
        (
            "https://hub.docker.com/repository/docker/grafana/grafana/tags",
            "docker.io/grafana/grafana:latest".to_owned(),
        ),
        (
            "hub.docker.com/r/grafana/grafana/",
            "docker.io/grafana/grafana:latest".to_owned(),
        ),
        (
            "https://hub.docker.com/r/grafana/grafana/tags",
            "docker.io/grafana/grafana:latest".to_owned(),
        ),
        (
            "https://hub.docker.com/layers/library/alpine/3.20/images/sha256-44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
            "docker.io/library/alpine:3.20@sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a".to_owned(),
        ),
        (
            "https://hub.docker.com/layers/library/alpine/3.20/images/sha256-0",
            "docker.io/library/alpine:3.20".to_owned(),
        ),
        (
            "https://quay.io/repository/prometheus/prometheus",
            "quay.io/prometheus/prometheus:latest".to_owned(),
        ),
        (
            "https://quay.io/repository/prometheus/prometheus?tab=tags",
            "quay.io/prometheus/prometheus:latest".to_owned(),
        ),
        (
            "https://quay.io/repository/a/b?tab=tags&tag=v2",
            "quay.io/a/b:v2".to_owned(),
        ),
        (
            &format!("https://quay.io/repository/a/b/manifest/sha256:{HEX}"),
            format!("quay.io/a/b{at}"),
        ),
        (
            "https://github.com/orgs/Homebrew/packages/container/package/core%2Fzstd",
            "ghcr.io/homebrew/core/zstd:latest".to_owned(),
        ),
        (
            "https://github.com/o/r/pkgs/container/n",
            "ghcr.io/o/n:latest".to_owned(),
        ),
        (
            "https://github.com/o/r/pkgs/container/n/123?tag=1",
            "ghcr.io/o/n:1".to_owned(),
        ),
        (
            "https://gallery.ecr.aws/nginx/nginx",
            "public.ecr.aws/nginx/nginx:latest".to_owned(),
        ),
        (
            "https://ghcr.io/o/n",
            "https://ghcr.io/o/n:latest".to_owned(),
        ),
        (
            "https://ghcr.io/o/n/",
            "https://ghcr.io/o/n:latest".to_owned(),
        ),
        (
            "http://127.0.0.1:5000/v2/o/n/manifests/1",
            "http://127.0.0.1:5000/o/n:1".to_owned(),
        ),
        (
            &format!("https://h.io/v2/n/manifests/sha256:{HEX}"),
            format!("https://h.io/n{at}"),
        ),
        (
            "https://h.io/v2/o/n/tags/list",
            "https://h.io/o/n:latest".to_owned(),
        ),
        (
            "quay.io/repository/x",
            "quay.io/repository/x:latest".to_owned(),
        ),
    ] {
        assert_eq!(pasted(text), Ok(want), "{text}");
    }
}

#[test]
fn what_names_no_image_is_explained_where_it_stands() {
    let scheme = |scheme: &str| Kind::Scheme {
        scheme: scheme.to_owned(),
    };
    for (text, kind, position) in [
        ("   ", Kind::Empty, 3),
        ("\"\"", Kind::Empty, 2),
        ("docker pull", Kind::Empty, 11),
        ("docker pull -q", Kind::Empty, 14),
        ("docker alpine", Kind::Words, 0),
        ("$ docker", Kind::Empty, 8),
        ("Docker", Kind::UpperCase, 0),
        ("skopeo inspect", Kind::Empty, 14),
        (
            "https://host/v2/o/n/blobs/sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
            Kind::Page,
            0,
        ),
        ("alpine busybox", Kind::Words, 7),
        ("FROM a b", Kind::Words, 7),
        ("  docker pull Alpine", Kind::UpperCase, 14),
        ("docker pull 'a:'", Kind::EmptyPart(Part::Tag), 15),
        ("docker://", Kind::Empty, 9),
        (
            "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
            Kind::DigestAlone,
            0,
        ),
        ("ftp://host/a", scheme("ftp"), 0),
        ("docker-daemon://a", scheme("docker-daemon"), 0),
        ("https://hub.docker.com/search?q=x", Kind::Page, 0),
        (" https://github.com/o/r", Kind::Page, 1),
        ("https://hub.docker.com/_/Alpine", Kind::UpperCase, 0),
        (
            "https://host/a?b",
            Kind::Character {
                found: '?',
                part: Part::Repository,
            },
            14,
        ),
    ] {
        assert_eq!(
            pasted(text),
            Err(ReferenceError { kind, position }),
            "{text}"
        );
    }
}

#[test]
fn what_is_wrong_is_said_in_plain_words() {
    for (text, want) in [
        (r"a\b", r"'\' does not belong into the repository"),
        ("a'b", "\"'\" does not belong into the repository"),
        ("a\u{200b}b", "‹U+200B› does not belong into the repository"),
        (
            "a@sha256:a",
            "the encoded part of the digest has 1 character instead of 64",
        ),
        (
            "a@sha256",
            "a digest is an algorithm, a colon and the encoded part, and there is no colon",
        ),
        (
            "kubectl create secret generic x",
            "no image can be told among these words",
        ),
    ] {
        let error = text.parse::<ImageReference>().expect_err(text);
        assert_eq!(error.to_string(), want, "{text}");
    }
}

#[test]
fn a_command_line_is_split_as_a_shell_does() {
    for text in [
        "docker run -e PASSWORD='correct horse battery' r.io/a:1",
        "docker run -e FOO='bar baz qux' r.io/a:1",
        "docker run --label 'a b c' r.io/a:1",
        r#"docker run -e FOO="bar baz" r.io/a:1"#,
        r#"docker run --name "my app" r.io/a:1 sh"#,
        r#"docker run -v "/my path:/data" r.io/a:1"#,
        "docker run --health-cmd 'curl -f http://localhost/ || exit 1' r.io/a:1",
        r"docker run -v /my\ path:/data r.io/a:1",
        r#"docker run -e A="\"b\" \\ \$c \`d\` \e f" r.io/a:1"#,
        r#"docker run -e 'a "b' -e "it's c" r.io/a:1 'd"#,
        "docker run -e 'a\nb' r.io/a:1",
        "docker run -u $(id -u):$(id -g) -e A=`cat b` -v \"$(pwd)\":/c r.io/a:1",
        r#"docker run -e A="$(cat "b c")" r.io/a:1"#,
        "docker run -e A=${B:-c d} r.io/a:1 e",
        "FOO='a b' docker run r.io/a:1",
        "docker run -e '' r.io/a:1",
        // Parts of a word join, and so do lines.
        r#"docker run r.io"/"a':'1"#,
        "docker pull r.io/\\\na:1",
        "docker pull r.io/\\\r\na:1",
        "docker pull \"r.io/\\\na:1\"",
        // Input fields take out the ends of lines.
        r"docker run \  -d \  --name web \  r.io/a:1 \  sh",
        "docker run ^  -d r.io/a:1",
        // A quote that nothing closes.
        "docker pull 'r.io/a:1",
        // The value of a short flag, without a blank before it.
        "docker run -dp80:80 -v/a:/b r.io/a:1 sh",
    ] {
        assert_eq!(pasted(text), Ok("r.io/a:1".to_owned()), "{text}");
    }
    let pasted =
        Pasted::read("docker run -e 'A=--platform linux/s390x' --platform 'linux/arm64' r.io/a:1");
    let platform = pasted.map(|pasted| pasted.platform.map(|platform| platform.to_string()));
    assert_eq!(platform, Ok(Some("linux/arm64".to_owned())));
    let character = |found, part| Kind::Character { found, part };
    // Where it stands in what was typed.
    for (text, kind, position) in [
        (
            r#" docker pull r.io"/"a!b"#,
            character('!', Part::Repository),
            21,
        ),
        (
            r"docker pull r.io/\aä\!",
            character('ä', Part::Repository),
            19,
        ),
        ("docker run -e 'ä b' A", Kind::UpperCase, 21),
        ("docker pull \"r.io/a:\"", Kind::EmptyPart(Part::Tag), 20),
        ("docker pull ''", Kind::Empty, 14),
        ("docker pull -q  ", Kind::Empty, 16),
        (
            "docker pull \\\n  r.io/a:b\\\nc:d",
            character(':', Part::Tag),
            27,
        ),
    ] {
        let error = Err(ReferenceError { kind, position });
        assert_eq!(text.parse::<ImageReference>(), error, "{text}");
        assert_eq!(Pasted::read(text).map(|_| ()), error.map(|_| ()), "{text}");
    }
}

#[test]
fn the_value_of_the_last_flag_is_no_image() {
    for text in [
        "docker run -e secret",
        "docker run -e 'a secret' ",
        "docker run -ite secret",
        "docker run --env secret",
        "docker run --env=a --name web",
        "docker run -v secret",
        "docker create -p secret",
        "docker pull --platform linux/arm64",
        "docker pull --unheard-of secret",
        "podman run --creds me:secret",
        "oras pull --password secret",
        "crane -v manifest --platform linux/arm64",
        "skopeo inspect --creds me:secret",
        "grype --output json",
        "FROM --platform linux/arm64",
    ] {
        let error = ReferenceError {
            kind: Kind::Empty,
            position: text.len(),
        };
        assert_eq!(pasted(text), Err(error.clone()), "{text}");
        assert_eq!(Pasted::read(text).map(|_| ()), Err(error), "{text}");
    }
}

#[test]
fn where_no_image_can_be_told_none_is_guessed() {
    for text in [
        "kubectl create secret generic x --from-literal=p=secret",
        "kubectl create secret generic x --from-literal image=secret",
        "kubectl create job x --from=cronjob/y",
        "kubectl get secret x",
        "docker login -u me -p secret r.io",
        "docker secret create x -",
        "docker config create x file",
        "docker volume create x",
        "docker container inspect x",
        "docker exec x sh",
        "docker buildx create x",
        "helm create x",
        "helm get values x",
        "helm install x ./chart",
        "curl -u me:secret https://r.io/x",
        "curl -d config https://r.io/x",
        "crane auth login -u me -p secret r.io",
        "oras login -p secret r.io",
        "regctl registry set x",
        "grype db update",
        "trivy fs .",
        "cosign sign-blob x",
    ] {
        let error = ReferenceError {
            kind: Kind::Words,
            position: 0,
        };
        assert_eq!(pasted(text), Err(error), "{text}");
    }
    for (text, want) in [
        (
            "kubectl run x --image 'nginx:1'",
            "docker.io/library/nginx:1",
        ),
        ("syft scan nginx:1", "docker.io/library/nginx:1"),
        ("docker", "docker.io/library/docker:latest"),
        (" `podman` ", "docker.io/library/podman:latest"),
        ("docker tag r.io/a:1 b", "r.io/a:1"),
        ("docker run r.io/a:1 x --image=y", "r.io/a:1"),
        ("docker run -e image=secret r.io/a:1", "r.io/a:1"),
        ("docker service update --image r.io/a:1 x", "r.io/a:1"),
    ] {
        assert_eq!(pasted(text), Ok(want.to_owned()), "{text}");
    }
}

#[test]
fn layouts_are_told_from_ports_tags_and_digests() {
    let digest = format!("sha256:{HEX}");
    let layout = |url: &str, tag: Option<&str>, is_by_digest: bool| LayoutReference {
        url: url.to_owned(),
        tag: tag.map(str::to_owned),
        digest: is_by_digest.then(|| digest.parse().expect("a digest")),
    };
    for (text, want) in [
        ("oci:sample", layout("sample", None, false)),
        (
            "oci:sample/:latest",
            layout("sample", Some("latest"), false),
        ),
        ("oci:./sample:1", layout("./sample", Some("1"), false)),
        ("oci:../a/b", layout("../a/b", None, false)),
        ("oci:/images/x:v1", layout("/images/x", Some("v1"), false)),
        ("oci:/", layout("/.", None, false)),
        (
            "oci:http://127.0.0.1:8080",
            layout("http://127.0.0.1:8080", None, false),
        ),
        (
            "oci:http://127.0.0.1:8080/",
            layout("http://127.0.0.1:8080", None, false),
        ),
        (
            "oci:http://127.0.0.1:8080/:1",
            layout("http://127.0.0.1:8080", Some("1"), false),
        ),
        (
            "oci:https://h.io:443/a/b/:1",
            layout("https://h.io:443/a/b", Some("1"), false),
        ),
        (
            "oci:https://[::1]:8080/a:1",
            layout("https://[::1]:8080/a", Some("1"), false),
        ),
        (
            "oci:sample:docker.io/library/alpine:3",
            layout("sample", Some("docker.io/library/alpine:3"), false),
        ),
        (
            "oci:https://cdn.io/pkg@1.0/image",
            layout("https://cdn.io/pkg@1.0/image", None, false),
        ),
        (
            "oci:https://cdn.io/pkg@1.0/image:1",
            layout("https://cdn.io/pkg@1.0/image", Some("1"), false),
        ),
        (
            &format!("oci:sample@{digest}"),
            layout("sample", None, true),
        ),
        (
            &format!("oci:sample:1@{digest}"),
            layout("sample", Some("1"), true),
        ),
        (
            &format!("oci:http://h:1/a@1/b@{digest}"),
            layout("http://h:1/a@1/b", None, true),
        ),
        (
            &format!("oci:http://h:1@{digest}"),
            layout("http://h:1", None, true),
        ),
        ("oci:a;", layout("a", None, false)),
        ("oci:a;/", layout("a;", None, false)),
        ("oci:https://h/a,/", layout("https://h/a,", None, false)),
        ("oci:a;:0", layout("a;", Some("0"), false)),
    ] {
        let want = ImageReference::Layout(want);
        let parsed: Result<ImageReference, _> = text.parse();
        assert_eq!(parsed.as_ref(), Ok(&want), "{text}");
        assert_eq!(want.to_string().parse(), parsed, "{text}");
    }
}

#[test]
fn files_are_known_by_their_names_alone() {
    let digest = format!("sha256:{HEX}");
    for (text, url, tag, want) in [
        ("file:app.tar", "file:app.tar", None, "file:app.tar"),
        (
            "file:app.tar:1.4",
            "file:app.tar",
            Some("1.4"),
            "file:app.tar:1.4",
        ),
        (
            "file:///images/app.tar",
            "file:app.tar",
            None,
            "file:app.tar",
        ),
        (
            "oci-archive:images/app.tar:1",
            "file:app.tar",
            Some("1"),
            "file:app.tar:1",
        ),
        (
            "docker-archive:app.tar:docker.io/library/app:1",
            "file:app.tar",
            Some("docker.io/library/app:1"),
            "file:app.tar:docker.io/library/app:1",
        ),
        (
            "file:a%20b%3Ac.tar",
            "file:a%20b%3Ac.tar",
            None,
            "file:a%20b%3Ac.tar",
        ),
        (
            "file:me@home.tar:1",
            "file:me%40home.tar",
            Some("1"),
            "file:me%40home.tar:1",
        ),
        (
            "file:ä!.tar",
            "file:%C3%A4%21.tar",
            None,
            "file:%C3%A4%21.tar",
        ),
        (
            &format!("file:app.tar@{digest}"),
            "file:app.tar",
            None,
            &format!("file:app.tar@{digest}"),
        ),
    ] {
        let parsed: ImageReference = text
            .parse()
            .unwrap_or_else(|error| panic!("{text}: {error}"));
        let ImageReference::Layout(layout) = &parsed else {
            panic!("{text}: {parsed:?}");
        };
        assert_eq!(
            (layout.url.as_str(), layout.tag.as_deref()),
            (url, tag),
            "{text}"
        );
        assert_eq!(parsed.to_string(), want, "{text}");
        assert_eq!(want.parse().as_ref(), Ok(&parsed), "{text}");
    }
    let odd = LayoutReference::of_archive("a name: of @ 100% mine.tar");
    assert_eq!(
        odd.to_string(),
        "file:a%20name%3A%20of%20%40%20100%25%20mine.tar"
    );
    assert_eq!(
        odd.file_name().as_deref(),
        Some("a name: of @ 100% mine.tar")
    );
    assert_eq!(odd.to_string().parse().as_ref(), Ok(&odd));
    let folder: LayoutReference = "oci:sample".parse().expect("a layout");
    assert_eq!((folder.archive(), folder.file_name()), (None, None));
}

#[test]
fn what_is_no_layout_is_explained_where_it_stands() {
    let character = |found, part| Kind::Character { found, part };
    for (text, kind, position) in [
        ("oci:", Kind::EmptyPart(Part::Layout), 4),
        ("oci::1", Kind::EmptyPart(Part::Layout), 4),
        ("file:", Kind::EmptyPart(Part::Layout), 5),
        ("file:/all/", Kind::EmptyPart(Part::Layout), 5),
        ("docker-archive:a.tar:", Kind::EmptyPart(Part::Tag), 21),
        ("file:a.tar?x", Kind::QueryOrFragment, 10),
        ("oci:a:", Kind::EmptyPart(Part::Tag), 6),
        ("oci:a@", Kind::EmptyPart(Part::Digest), 6),
        ("oci:a?token=1", Kind::QueryOrFragment, 5),
        ("oci:https://h/a#b", Kind::QueryOrFragment, 15),
        ("oci:a\\b", character('\\', Part::Layout), 5),
        ("oci:http://h:x/a", character('x', Part::Port), 13),
        ("oci:http:///a", Kind::EmptyPart(Part::Registry), 11),
        ("oci:a:b@c", character('@', Part::Tag), 7),
        (
            "oci:a:.b",
            Kind::Separator {
                found: '.',
                part: Part::Tag,
            },
            6,
        ),
        ("oci:javascript:alert(1)", character('(', Part::Tag), 20),
        (
            "oci:ftp://h/a",
            Kind::Separator {
                found: '/',
                part: Part::Tag,
            },
            8,
        ),
        (
            "oci:a@sha256:b",
            Kind::Digest(DigestError::Length {
                expected: 64,
                actual: 1,
                position: 8,
            }),
            14,
        ),
    ] {
        assert_eq!(
            pasted(text),
            Err(ReferenceError { kind, position }),
            "{text}"
        );
    }
    assert_eq!(
        "sample".parse::<LayoutReference>(),
        Err(ReferenceError {
            kind: Kind::Scheme {
                scheme: "sample".into()
            },
            position: 0
        })
    );
}

#[test]
fn a_layout_at_another_digest_loses_its_tag() {
    let digest: Digest = format!("sha256:{HEX}").parse().expect("a digest");
    let layout: ImageReference = "oci:sample:1".parse().expect("a layout");
    assert_eq!(layout.digest(), None);
    let by_digest = layout.with_digest(digest.clone());
    assert_eq!(by_digest.digest(), Some(&digest));
    assert_eq!(by_digest.to_string(), format!("oci:sample@{digest}"));
}

fn domain() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("docker.io".to_owned()),
        Just("localhost".to_owned()),
        Just("[2001:db8::1]".to_owned()),
        "[a-zA-Z0-9]([a-zA-Z0-9-]{0,6}[a-zA-Z0-9])?(\\.[a-z0-9]{1,5}){1,2}",
    ]
}

proptest! {
    #[test]
    fn the_canonical_form_parses_to_the_same_reference(
        scheme in prop::option::of(prop_oneof![Just("http://"), Just("https://")]),
        domain in prop::option::of(domain()),
        port in prop::option::of(0u16..),
        path in "[a-z0-9]{1,4}(([._]|__|-{1,3})[a-z0-9]{1,3})?(/[a-z0-9]{1,4}){0,2}",
        tag in prop::option::of("[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}"),
        digest in prop::option::of("sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}|md5:[a-zA-Z0-9=_-]{32,40}"),
    ) {
        let mut text = String::new();
        if let Some(domain) = domain {
            text.push_str(scheme.unwrap_or_default());
            text.push_str(&domain);
            if let Some(port) = port {
                text.push_str(&format!(":{port}"));
            }
            text.push('/');
        }
        text.push_str(&path);
        if let Some(tag) = &tag {
            text.push_str(&format!(":{tag}"));
        }
        if let Some(digest) = &digest {
            text.push_str(&format!("@{digest}"));
        }
        let reference = parse(&text).expect("it follows the grammar");
        prop_assert_eq!(&reference.tag, &tag.or((digest.is_none()).then(|| "latest".to_owned())));
        let name = format!("{}/{}", reference.registry, reference.repository);
        prop_assert!(name.ends_with(&path));
        prop_assert_eq!(parse(&reference.to_string()), Ok(reference.clone()));
        let again = reference.to_string().parse::<ImageReference>();
        let reference = ImageReference::Registry(reference);
        prop_assert_eq!(again.as_ref(), Ok(&reference));
        // A digest of another algorithm may have what people paste around names, and what looks like an address of the protocol is read by that.
        if !text.contains('=') && !text.contains("/v2/") {
            prop_assert_eq!(ImageReference::plain(&reference.to_string()), Some(reference));
        }
    }

    #[test]
    fn no_text_panics_and_every_image_survives_its_canonical_form(
        text in "(oci:|docker://|https?://|docker pull )?([a-z@:/.\\[\\]_A-Z0-9?# -]{0,24}|.{0,40})(@sha256:[0-9a-f]{64})?"
    ) {
        match text.parse::<ImageReference>() {
            Ok(image) => prop_assert_eq!(image.to_string().parse(), Ok(image)),
            Err(error) => prop_assert!(text.is_char_boundary(error.position), "{error:?}"),
        }
        if let Some(plain) = ImageReference::plain(&text) {
            prop_assert_eq!(text.parse(), Ok(plain));
        }
    }

    /// What people copy along with a name is a part of it here.
    #[test]
    fn a_folder_of_any_name_survives_its_canonical_form(
        quote in "[\"'`(]?",
        host in "(https?://h\\.example/)?",
        folder in "[ -~]{0,8}[,;:@/'\")-]{0,3}",
        suffix in "(:1)?(@sha256:[0-9a-f]{64})?",
    ) {
        let text = format!("{quote}oci:{host}{folder}{suffix}{quote}");
        if let Ok(image) = text.parse::<ImageReference>() {
            prop_assert_eq!(image.to_string().parse(), Ok(image));
        }
    }
}

#[test]
fn what_stands_beside_the_image_is_taken_with_it() {
    for (text, image, platform) in [
        (
            "helm install x oci://ghcr.io/charts/bar --version 1.2.3+4",
            "oci://ghcr.io/charts/bar:1.2.3_4",
            None,
        ),
        (
            "docker pull --platform=ARM64 alpine",
            "alpine",
            Some("linux/arm64"),
        ),
        (
            "https://page.example/?image=alpine%3A3.20&platform=linux%2Farm64",
            "alpine:3.20",
            Some("linux/arm64"),
        ),
    ] {
        let pasted = Pasted::read(text).expect("an image");
        let found = pasted.platform.map(|platform| platform.to_string());
        assert_eq!(
            (pasted.image.as_str(), found.as_deref()),
            (image, platform),
            "{text}"
        );
    }
}

#[test]
fn a_name_alone_is_read_without_what_people_paste() {
    let digest = format!("sha256:{HEX}");
    for (text, is_plain) in [
        ("alpine", true),
        ("docker.io/library/alpine:3.20", true),
        (&format!("ghcr.io/o/n:1@{digest}"), true),
        ("[::1]:5000/a", true),
        ("http://registry.example/a/b:1", true),
        ("oci:sample:latest", true),
        ("oci:https://host.example/a%20b", true),
        ("file:app.tar", true),
        ("", false),
        (" alpine", false),
        ("`alpine`", false),
        ("alpine,", false),
        ("docker", true),
        ("sudo", true),
        ("Trivy", false),
        ("x=1", false),
        ("docker pull alpine", false),
        ("docker://alpine", false),
        ("oci://ghcr.io/o/n", false),
        (&digest, false),
        ("quay.io/repository/o/n", false),
        ("hub.docker.com/_/alpine", false),
        ("https://git.example/o/-/packages/container/n/1", false),
        ("https://registry.example/v2/a/manifests/1", false),
        ("https://page.example/?image=alpine", false),
        ("UPPER", false),
    ] {
        let plain = ImageReference::plain(text);
        assert_eq!(plain.is_some(), is_plain, "{text}");
        if plain.is_some() {
            assert_eq!(plain, text.parse().ok(), "{text}");
        }
    }
}
