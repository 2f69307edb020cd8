//! Configurations to copy, with `{origin}` (of this page), `{host}`, `{site}` (with its scheme, if that is http),
//! `{registry}` (with its scheme) and `{exposed}` to be filled in.
//!
//! Their rules: every answer carries the headers, errors too; one value of `Access-Control-Allow-Origin`, never two; OPTIONS is answered
//! without credentials.

/// Headers of a registry that a page reads, where it may: what is exposed beside those that every page may read.
pub const EXPOSED: &str = "Docker-Content-Digest, WWW-Authenticate, Link, Content-Range, Content-Encoding, Date, Retry-After, RateLimit-Limit, RateLimit-Remaining, Warning";

/// distribution's `config.yml`.
pub const DISTRIBUTION: &str = "\
storage:
  redirect: { disable: true }        # keep blobs on this origin
http:
  headers:                           # values are lists, one entry is one header
    Access-Control-Allow-Origin: ['{origin}']
    Access-Control-Allow-Methods: ['GET, HEAD, OPTIONS']
    Access-Control-Allow-Headers: ['Authorization, Accept, Range']
    Access-Control-Expose-Headers: ['{exposed}']
    Access-Control-Max-Age: ['600']
";

/// zot's `config.json`.
pub const ZOT: &str = "\
{
  \"storage\": { \"rootDirectory\": \"/var/lib/zot\" },
  \"http\": {
    \"address\": \"127.0.0.1\", \"port\": \"5000\",
    \"allowOrigin\": \"{origin}\",
    \"compat\": [\"docker2s2\"]
  }
}
";

/// nginx in front of any registry.
pub const NGINX: &str = "\
# in the server block of {host}
location /v2/ {
  # the registry's own headers go, so that none stands there twice
  proxy_hide_header Access-Control-Allow-Origin;
  proxy_hide_header Access-Control-Allow-Methods;
  proxy_hide_header Access-Control-Allow-Headers;
  proxy_hide_header Access-Control-Expose-Headers;
  proxy_hide_header Access-Control-Allow-Credentials;
  # always: errors carry them too
  add_header Access-Control-Allow-Origin '{origin}' always;
  add_header Access-Control-Allow-Methods 'GET, HEAD, OPTIONS' always;
  add_header Access-Control-Allow-Headers 'Authorization, Accept, Range' always;
  add_header Access-Control-Expose-Headers '{exposed}' always;
  add_header Access-Control-Max-Age 600 always;
  add_header Vary Origin always;
  if ($request_method = OPTIONS) { return 204; }
  proxy_set_header Host $http_host;
  proxy_set_header X-Forwarded-Proto $scheme;
  proxy_buffering off;
  proxy_pass http://127.0.0.1:5000;   # the registry
}
";

/// Caddy in front of any registry.
pub const CADDY: &str = "\
{site} {
	header {
		Access-Control-Allow-Origin \"{origin}\"
		Access-Control-Allow-Methods \"GET, HEAD, OPTIONS\"
		Access-Control-Allow-Headers \"Authorization, Accept, Range\"
		Access-Control-Expose-Headers \"{exposed}\"
		Access-Control-Max-Age \"600\"
		+Vary Origin
		defer   # after the registry's own, in their place
	}
	@preflight method OPTIONS
	handle @preflight {
		respond 204
	}
	handle {
		reverse_proxy 127.0.0.1:5000   # the registry
	}
}
";

/// Harbor has no setting of its own: nginx before it, for the registry and its token service.
pub const HARBOR: &str = "\
# in the server block of {host}, before Harbor: its API and its token service
location ~ ^/(v2|service)/ {
  proxy_hide_header Access-Control-Allow-Origin;
  add_header Access-Control-Allow-Origin '{origin}' always;
  add_header Access-Control-Allow-Methods 'GET, HEAD, OPTIONS' always;
  add_header Access-Control-Allow-Headers 'Authorization, Accept, Range' always;
  add_header Access-Control-Expose-Headers '{exposed}' always;
  add_header Access-Control-Max-Age 600 always;
  add_header Vary Origin always;
  if ($request_method = OPTIONS) { return 204; }
  proxy_set_header Host $http_host;
  proxy_set_header X-Forwarded-Proto $scheme;
  proxy_buffering off;
  proxy_pass http://127.0.0.1:8080;   # Harbor
}
";

/// The CORS rule of an S3-style bucket that a registry redirects to.
pub const BUCKET: &str = "\
{
  \"CORSRules\": [
    {
      \"AllowedOrigins\": [\"*\"],
      \"AllowedMethods\": [\"GET\", \"HEAD\"],
      \"AllowedHeaders\": [\"*\"],
      \"ExposeHeaders\": [\"Content-Range\", \"Content-Encoding\", \"Date\", \"Retry-After\"],
      \"MaxAgeSeconds\": 600
    }
  ]
}
";

/// The layout's folder on a static host.
pub const STATIC_NGINX: &str = "\
location /images/ {                  # the folder with the layouts
  add_header Access-Control-Allow-Origin '{origin}' always;
  add_header Vary Origin always;
}
";

/// The same for Caddy.
pub const STATIC_CADDY: &str = "\
header /images/* Access-Control-Allow-Origin \"{origin}\"
header /images/* +Vary Origin
";

/// What a page's Content Security Policy lacks.
pub const POLICY: &str = "connect-src 'self' {registry}";

/// The gateways on one's own machine.
pub const SERVE: &str = "cargo xtask serve";
