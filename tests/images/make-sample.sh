#!/bin/sh
# Makes the OCI image layout www/sample/, the image that Porthole shows when none is named, from tests/images/sample/.
#
# Needs umoci, buildah, skopeo, docker-registry, jq, curl, OpenSSL and GNU tar, and root (or a user namespace).
# Run it from anywhere; it replaces www/sample/ as a whole. Every time stamp in the images is $SOURCE_DATE_EPOCH, so a second run
# with the same tools changes nothing. What it makes is listed in www/sample/index.json:
#
#   latest     an image index: linux/amd64 (gzip), linux/arm64/v8 (zstd), windows/amd64, and BuildKit's attestations of the two
#              Linux images, in the older form (amd64) and the newer one (arm64)
#   schema1    the amd64 image as a signed Docker schema-1 manifest, as a registry serves it
#   artifact   an artifact that is no image and has the index as its subject
#
# and, without a tag, a signature of the index as cosign makes them, with a certificate that nobody vouches for.
set -eu

repository=$(cd "$(dirname "$0")/../.." && pwd)
sources=$repository/tests/images/sample
target=$repository/www/sample
export SOURCE_DATE_EPOCH=1788256800 # 2026-09-01 10:00:00 UTC
export BUILDAH_ISOLATION=chroot TZ=UTC LC_ALL=C
created=$(date -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)
base_created=2026-08-03T07:30:00Z
umask 022

work=$(mktemp -d)
registry=
finish() {
    [ -z "$registry" ] || kill "$registry"
    rm -rf "$work"
}
trap finish EXIT
mkdir "$work/home" "$work/files"
export HOME="$work/home"

buildah() { command buildah --storage-driver vfs --root "$work/storage-$architecture" --runroot "$work/run" "$@"; }

# A copy of the sources whose modes do not depend on the umask of the checkout.
cp -r "$sources/." "$work/files"
chmod -R u=rwX,go=rX "$work/files"
chmod 755 "$work/files/server/usr/bin/httpd"

# What is too long to keep by hand. The tides of 2026: the strongest partial tides of moon and sun, and the diurnal one.
mkdir "$work/files/tides" "$work/files/architecture"
awk 'BEGIN {
    print "time,metres"
    for (hour = 0; hour < 8760; hour++) {
        moon = 1.31 * cos(6.283185307 * hour / 12.4206012)
        sun = 0.43 * cos(6.283185307 * hour / 12)
        day = 0.18 * cos(6.283185307 * hour / 23.93447213)
        print strftime("%Y-%m-%dT%H:%MZ", 1767225600 + hour * 3600, 1) "," sprintf("%.2f", 2.4 + moon + sun + day)
    }
}' >"$work/files/tides/tides.csv"
# A picture of waves, one line above the other.
awk 'BEGIN {
    print "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 960 480\" fill=\"none\" stroke=\"#0b6477\" stroke-opacity=\".25\">"
    for (line = 0; line < 40; line++) {
        printf "<path d=\"M"
        for (x = 0; x <= 960; x += 8)
            printf "%s%d %.1f", x ? " " : "", x, 200 + line * 7 + (3 + line / 8) * sin(x / (30 + line) + line * line / 7) + 2 * sin(x / 11 + line)
        print "\"/>"
    }
    print "</svg>"
}' >"$work/files/pages/waves.svg"
echo x86_64 >"$work/files/architecture/amd64"
echo aarch64 >"$work/files/architecture/arm64"
mkdir -p "$work/files/base/usr/share/licenses"
cp "$repository/LICENSE-APACHE" "$repository/LICENSE-MIT" "$work/files/base/usr/share/licenses"
chmod 644 "$work/files/base/usr/share/licenses/"*

# tar of a folder, the same bytes each time: archive <time stamp> <folder> <archive>
archive() {
    tar --create --file "$3" --directory "$2" --sort=name --mtime "$1" --owner=0 --group=0 --numeric-owner \
        --format=gnu $(ls "$2")
}

# Descriptor of a blob in the layout: descriptor <media type> <algorithm> <file>; prints JSON and stores the file.
layout=$work/layout
descriptor() {
    encoded=$("${2}sum" "$3" | cut -d ' ' -f 1)
    mkdir -p "$layout/blobs/$2"
    cp "$3" "$layout/blobs/$2/$encoded"
    jq -cn --arg type "$1" --arg digest "$2:$encoded" --argjson size "$(stat -c %s "$3")" \
        '{mediaType: $type, digest: $digest, size: $size}'
}

# Descriptor of what a tag of the layout names, without its annotations.
tagged() {
    jq -ce --arg tag "$1" '.manifests[] | select(.annotations["org.opencontainers.image.ref.name"] == $tag)
        | {mediaType: (.mediaType // "application/vnd.oci.image.manifest.v1+json"), digest, size}' "$layout/index.json"
}

# --- linux: a base image by umoci, the rest by buildah, a layer that removes files by umoci ---------------------------------------

umoci init --layout "$layout"
ln -s ../etc/mime.types "$work/files/base/srv/mime.types"
archive "$base_created" "$work/files/base" "$work/base.tar"
mkdir -p "$work/removal/srv/www" "$work/removal/var/cache/mime"
: >"$work/removal/srv/www/.wh.welcome.html"   # this file of a lower layer is gone,
: >"$work/removal/var/cache/mime/.wh..wh..opq" # and everything that was in this folder
archive "$created" "$work/removal" "$work/removal.tar"

linux_image() { # <architecture> <variant, or nothing>
    architecture=$1 # and with it buildah's storage: its cache does not tell architectures apart
    base=$layout:base-$1
    umoci new --image "$base"
    umoci config --image "$base" --no-history --os linux --architecture "$1" --created "$base_created"
    umoci raw add-layer --image "$base" --history.created "$base_created" \
        --history.created_by "ADD base.tar /" --history.comment "porthole/base 1" "$work/base.tar"
    umoci config --image "$base" --config.env PATH=/usr/local/bin:/usr/bin:/bin --created "$base_created" \
        --history.created "$base_created" --history.created_by "ENV PATH=/usr/local/bin:/usr/bin:/bin"
    umoci config --image "$base" --config.cmd /bin/sh --created "$base_created" \
        --history.created "$base_created" --history.created_by 'CMD ["/bin/sh"]'
    skopeo copy --quiet "oci:$base" "containers-storage:[vfs@$work/storage-$1+$work/run]localhost/porthole/base:1"
    buildah build --quiet --layers --pull-never --format oci --timestamp "$SOURCE_DATE_EPOCH" --platform "linux/$1${2:+/$2}" \
        --build-arg "BASE=localhost/porthole/base:1" --file "$work/files/Containerfile" --tag sample "$work/files" >/dev/null
    buildah push --quiet sample "oci:$layout:$1"
    umoci raw add-layer --image "$layout:$1" --history.created "$created" --history.author "The porthole/sample makers" \
        --history.created_by "RUN rm -r /srv/www/welcome.html /var/cache/mime/*" "$work/removal.tar"
    umoci config --image "$layout:$1" --no-history --created "$created" --author "The porthole/sample makers" \
        --clear manifest.annotations \
        --manifest.annotation "org.opencontainers.image.created=$created" \
        --manifest.annotation "org.opencontainers.image.title=porthole/sample" \
        --manifest.annotation "org.opencontainers.image.version=1.2.0"
}
linux_image amd64 ""
linux_image arm64 v8

# The arm64 image with zstd layers. skopeo compresses anew only into a folder of its own kind, so it goes there and back.
for copy in "--dest-compress --dest-compress-format zstd oci:$layout:arm64 dir:$work/zstd" "dir:$work/zstd oci:$layout:arm64"; do
    skopeo --override-arch arm64 --override-variant v8 copy --quiet $copy
done

# --- windows ---------------------------------------------------------------------------------------------------------------------
# umoci would lose the config's os.version, so this image is all buildah's. It notes an empty base image, which is taken away.

architecture=windows
buildah build --quiet --layers --format oci --timestamp "$SOURCE_DATE_EPOCH" --platform windows/amd64 --os-version 10.0.20348.2762 \
    --file "$work/files/Containerfile.windows" --tag sample "$work/files" >/dev/null
buildah push --quiet sample "oci:$layout:windows"
jq -cj '.annotations = {"org.opencontainers.image.title": "porthole/sample", "org.opencontainers.image.version": "1.2.0"}' \
    "$layout/blobs/$(tagged windows | jq -r '.digest | sub(":"; "/")')" >"$work/windows.json"

umoci gc --layout "$layout"
amd64=$(tagged amd64)
arm64=$(tagged arm64)
windows=$(descriptor application/vnd.oci.image.manifest.v1+json sha256 "$work/windows.json")

# --- attestations, as BuildKit makes them ----------------------------------------------------------------------------------------

# A statement of in-toto about an image: statement <platform> <descriptor of the image> <predicate type> <predicate>; prints a descriptor.
statement() {
    jq -cnj --arg platform "$1" --argjson image "$2" --arg type "$3" --argjson predicate "$4" '{
        _type: "https://in-toto.io/Statement/v0.1", predicateType: $type, predicate: $predicate,
        subject: [{name: "pkg:docker/porthole/sample@1.2.0?platform=\($platform | @uri)", digest: {sha256: $image.digest[7:]}}]
    }' >"$work/statement.json"
    descriptor application/vnd.in-toto+json sha256 "$work/statement.json" |
        jq -c --arg type "$3" '. + {annotations: {"in-toto.io/predicate-type": $type}}'
}
source_digest=$(sha256sum "$sources/Containerfile" | cut -d ' ' -f 1)
base_digest=$(sha256sum "$work/base.tar" | cut -d ' ' -f 1)
files=$(cd "$work/files" && find base/etc server pages tides -type f | sort | xargs sha256sum |
    jq -cR -n '[inputs | {checksum: .[:64], name: (.[66:] | sub("^(base|server)/"; "/") | sub("^(pages|tides)/"; "/srv/www/"))}]')
software=$(jq -cn --arg created "$created" --argjson files "$files" '{
    spdxVersion: "SPDX-2.3", dataLicense: "CC0-1.0", SPDXID: "SPDXRef-DOCUMENT", name: "porthole/sample",
    documentNamespace: "https://example.com/spdx/porthole-sample-1.2.0",
    creationInfo: {created: $created, creators: ["Tool: tests/images/make-sample.sh"]},
    packages: [{name: "porthole/sample", SPDXID: "SPDXRef-sample", versionInfo: "1.2.0", downloadLocation: "NOASSERTION",
                filesAnalyzed: false, licenseDeclared: "MIT OR Apache-2.0"}],
    files: [$files | to_entries[] | {fileName: .value.name, SPDXID: "SPDXRef-file-\(.key)",
            checksums: [{algorithm: "SHA256", checksumValue: .value.checksum}]}]
}')
provenance_older=$(jq -cn --arg created "$created" --arg source "$source_digest" --arg base "$base_digest" '{
    builder: {id: ""}, buildType: "https://example.com/make-sample",
    invocation: {configSource: {uri: "tests/images/sample/Containerfile", digest: {sha256: $source}}, parameters: {}},
    materials: [{uri: "base.tar", digest: {sha256: $base}}],
    metadata: {buildStartedOn: $created, buildFinishedOn: $created, reproducible: true}
}')
provenance_newer=$(jq -cn --arg created "$created" --arg source "$source_digest" --arg base "$base_digest" '{
    buildDefinition: {
        buildType: "https://example.com/make-sample",
        externalParameters: {configSource: {path: "tests/images/sample/Containerfile", digest: {sha256: $source}}},
        resolvedDependencies: [{uri: "base.tar", digest: {sha256: $base}}]
    },
    runDetails: {builder: {id: ""}, metadata: {startedOn: $created, finishedOn: $created}}
}')
printf '{}' >"$work/empty.json"
empty=$(descriptor application/vnd.oci.empty.v1+json sha256 "$work/empty.json" | jq -c '. + {data: "e30="}')

# The older form: a manifest with a config for the platform unknown/unknown.
layers=$(for part in "https://slsa.dev/provenance/v0.2 $provenance_older" "https://spdx.dev/Document $software"; do
    statement linux/amd64 "$amd64" "${part%% *}" "${part#* }"
done | jq -cs .)
jq -cnj --argjson layers "$layers" \
    '{architecture: "unknown", os: "unknown", config: {}, rootfs: {type: "layers", diff_ids: [$layers[].digest]}}' >"$work/unknown.json"
config=$(descriptor application/vnd.oci.image.config.v1+json sha256 "$work/unknown.json")
jq -cnj --argjson config "$config" --argjson layers "$layers" \
    '{schemaVersion: 2, mediaType: "application/vnd.oci.image.manifest.v1+json", config: $config, layers: $layers}' >"$work/older.json"
older=$(descriptor application/vnd.oci.image.manifest.v1+json sha256 "$work/older.json")

# The newer form: an artifact whose subject is the image.
layers=$(for part in "https://slsa.dev/provenance/v1 $provenance_newer" "https://spdx.dev/Document $software"; do
    statement linux/arm64/v8 "$arm64" "${part%% *}" "${part#* }"
done | jq -cs .)
jq -cnj --argjson empty "$empty" --argjson layers "$layers" --argjson subject "$arm64" '{
    schemaVersion: 2, mediaType: "application/vnd.oci.image.manifest.v1+json",
    artifactType: "application/vnd.docker.attestation.manifest.v1+json", config: $empty, layers: $layers, subject: $subject
}' >"$work/newer.json"
newer=$(descriptor application/vnd.oci.image.manifest.v1+json sha256 "$work/newer.json")

# --- the index -------------------------------------------------------------------------------------------------------------------

jq -nj --arg created "$created" --argjson amd64 "$amd64" --argjson arm64 "$arm64" --argjson windows "$windows" \
    --argjson older "$older" --argjson newer "$newer" '
    def attests($image): . + {
        annotations: {"vnd.docker.reference.digest": $image.digest, "vnd.docker.reference.type": "attestation-manifest"},
        platform: {architecture: "unknown", os: "unknown"}
    };
    {
        schemaVersion: 2, mediaType: "application/vnd.oci.image.index.v1+json",
        manifests: [
            ($amd64 + {platform: {architecture: "amd64", os: "linux"}}),
            ($arm64 + {platform: {architecture: "arm64", os: "linux", variant: "v8"}}),
            ($windows + {platform: {architecture: "amd64", os: "windows", "os.version": "10.0.20348.2762"}}),
            ($older | attests($amd64)),
            ($newer | attests($arm64))
        ],
        annotations: {
            "org.opencontainers.image.created": $created,
            "org.opencontainers.image.description": "A small web server that shows the tides. Made to be looked at.",
            "org.opencontainers.image.documentation": "https://github.com/opencontainers/image-spec",
            "org.opencontainers.image.licenses": "MIT OR Apache-2.0",
            "org.opencontainers.image.title": "porthole/sample",
            "org.opencontainers.image.version": "1.2.0"
        }
    }' >"$work/index.json"
index=$(descriptor application/vnd.oci.image.index.v1+json sha256 "$work/index.json")

# --- schema 1 --------------------------------------------------------------------------------------------------------------------
# A registry signs what it serves, with a key that it makes at its start. The digest is that of the signed payload, not of the
# file: under it the document is stored and listed, as a registry names it; the size in index.json is that of the file. So this one
# blob is not what its name says to a tool that does not know schema 1. The payload is the same in every run, the signature is not:
# a document that is there already is kept.

address=127.0.0.1:${REGISTRY_PORT:-5099}
cat >"$work/registry.yml" <<END
version: 0.1
log: { level: warn, formatter: json }
storage: { filesystem: { rootdirectory: $work/registry } }
http: { addr: "$address" }
compatibility: { schema1: { enabled: true } }
END
docker-registry serve "$work/registry.yml" >"$work/registry.log" 2>&1 &
registry=$!
url=http://$address/v2
curl -s --retry 50 --retry-connrefused --retry-delay 1 -o "$work/answer" "$url/"
skopeo copy --quiet --dest-tls-verify=false --format v2s1 "oci:$layout:amd64" "docker://$address/porthole/sample:schema1"
curl -sf -D "$work/headers" -o "$work/schema1.json" -H 'Accept: application/vnd.docker.distribution.manifest.v1+prettyjws' \
    "$url/porthole/sample/manifests/schema1"
payload=$(sed -n 's/^docker-content-digest: *sha256:\([0-9a-f]*\).*/\1/Ip' "$work/headers")
if [ -f "$target/blobs/sha256/$payload" ]; then
    cp "$target/blobs/sha256/$payload" "$work/schema1.json"
fi
cp "$work/schema1.json" "$layout/blobs/sha256/$payload"
schema1=$(jq -cn --arg digest "sha256:$payload" --argjson size "$(stat -c %s "$work/schema1.json")" \
    '{mediaType: "application/vnd.docker.distribution.manifest.v1+prettyjws", digest: $digest, size: $size}')
for layer in $(jq -r '.fsLayers[].blobSum' "$work/schema1.json" | sort -u); do # among them the empty layer, which is new
    curl -sf -o "$layout/blobs/sha256/${layer#sha256:}" "$url/porthole/sample/blobs/$layer"
done

# --- the artifact ----------------------------------------------------------------------------------------------------------------

titled() { jq -c --arg title "$1" '. + {annotations: {"org.opencontainers.image.title": $title}}'; }
notes=$(descriptor text/markdown sha512 "$work/files/artifact/RELEASE-NOTES.md" | titled RELEASE-NOTES.md)
values=$(descriptor application/json sha256 "$work/files/artifact/values.json" | titled values.json)
jq -nj --argjson empty "$empty" --argjson notes "$notes" --argjson values "$values" --argjson subject "$index" --arg created "$created" '{
    schemaVersion: 2, mediaType: "application/vnd.oci.image.manifest.v1+json",
    artifactType: "application/vnd.example.release.v1+json", config: $empty, layers: [$notes, $values], subject: $subject,
    annotations: {"org.opencontainers.image.created": $created, "org.opencontainers.image.title": "What is new in porthole/sample 1.2.0"}
}' >"$work/artifact.json"
artifact=$(descriptor application/vnd.oci.image.manifest.v1+json sha256 "$work/artifact.json" |
    jq -c '. + {artifactType: "application/vnd.example.release.v1+json"}')

# --- the signature ---------------------------------------------------------------------------------------------------------------
# What is signed is the same in every run, the signature is not: one that is there already is kept, as long as it is of this index. The key is thrown away.

jq -cnj --argjson index "$index" '{
    critical: {identity: {"docker-reference": "example.com/porthole/sample"}, image: {"docker-manifest-digest": $index.digest},
               type: "cosign container image signature"}, optional: null
}' >"$work/payload.json"
payload=$(descriptor application/vnd.dev.cosign.simplesigning.v1+json sha256 "$work/payload.json")
payload_digest=$(printf %s "$payload" | jq -r .digest)
kept=$(grep -lF "$payload_digest" "$target"/blobs/sha256/* 2>/dev/null || true)
if [ -n "$kept" ]; then
    cp "$kept" "$work/signature.json"
else
    openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$work/key"
    openssl req -x509 -new -key "$work/key" -days 3650 -subj '/O=porthole\/sample/CN=The porthole\/sample makers' \
        -addext 'subjectAltName=email:sample@example.com' -out "$work/certificate"
    openssl dgst -sha256 -sign "$work/key" -out "$work/signature" "$work/payload.json"
    printf '{}' >"$work/empty-config.json"
    config=$(descriptor application/vnd.dev.cosign.artifact.sig.v1+json sha256 "$work/empty-config.json")
    jq -cnj --argjson config "$config" --argjson payload "$payload" --argjson subject "$index" --arg created "$created" \
        --arg signature "$(base64 -w0 "$work/signature")" --arg certificate "$(cat "$work/certificate")" '{
        schemaVersion: 2, mediaType: "application/vnd.oci.image.manifest.v1+json", config: $config, subject: $subject,
        layers: [$payload + {annotations: {"dev.cosignproject.cosign/signature": $signature, "dev.sigstore.cosign/certificate": $certificate}}],
        annotations: {"org.opencontainers.image.created": $created}
    }' >"$work/signature.json"
fi
signature=$(descriptor application/vnd.oci.image.manifest.v1+json sha256 "$work/signature.json" |
    jq -c '. + {artifactType: "application/vnd.dev.cosign.artifact.sig.v1+json"}')

# --- the layout ------------------------------------------------------------------------------------------------------------------

jq -n --argjson index "$index" --argjson schema1 "$schema1" --argjson artifact "$artifact" \
    --argjson signature "$signature" '
    def tag($name): . + {annotations: {"org.opencontainers.image.ref.name": $name}};
    {
        schemaVersion: 2, mediaType: "application/vnd.oci.image.index.v1+json",
        manifests: [($index | tag("latest")), ($schema1 | tag("schema1")), ($artifact | tag("artifact")), $signature]
    }' >"$layout/index.json"
# What no document names any more (the windows manifest as buildah wrote it) goes.
for blob in "$layout"/blobs/*/*; do
    grep -rqF --exclude="${blob##*/}" "${blob##*/}" "$layout" || rm "$blob"
done
find "$layout" -type f -exec chmod 644 {} +
rm -rf "$target"
mkdir -p "$(dirname "$target")"
cp -r "$layout" "$target"
du -sb "$target"
