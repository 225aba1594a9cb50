"""Settings of the archive, read from the environment; `.env.example` documents every variable."""

import secrets
from pathlib import Path
from typing import Any

import dj_database_url

from archive.environment import Environment, EnvironmentProblem, is_installed

BASE_DIR = Path(__file__).resolve().parent.parent
environment = Environment.from_process(BASE_DIR / ".env")
DATA_DIR = (BASE_DIR / Path(environment.text("CHANCERY_DATA", "var")).expanduser()).resolve()


def _secret_key() -> str:
    """SECRET_KEY, or one made once and kept beside the data, so that sessions outlive a restart."""
    if key := environment.text("SECRET_KEY"):
        return key
    path = DATA_DIR / "secret_key"
    try:
        DATA_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists() or not path.read_text().strip():
            # Written aside and moved into place: two processes that start at once both read a whole key.
            fresh = DATA_DIR / f"secret_key.{secrets.token_hex(4)}"
            fresh.touch(mode=0o600)
            fresh.write_text(secrets.token_urlsafe(50))
            fresh.replace(path)
        return path.read_text().strip()
    except OSError as error:
        raise EnvironmentProblem(
            f"The secret key cannot be kept in {DATA_DIR} ({error.strerror}); "
            "set CHANCERY_DATA to a folder that can be written, or set SECRET_KEY."
        ) from error


def _database() -> dict[str, Any]:
    """The connection of DATABASE_URL, kept open between requests and tested before it is used again."""
    url = environment.text("DATABASE_URL", f"sqlite:///{DATA_DIR / 'archive.sqlite3'}")
    try:
        database: dict[str, Any] = {**dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True)}
    except ValueError as error:
        raise EnvironmentProblem(
            "DATABASE_URL is not an address of a database; write postgres://USER:PASSWORD@HOST:5432/NAME, "
            "or leave it out for SQLite."
        ) from error
    if database["ENGINE"].endswith("postgresql"):
        # A server that is switched off, or whose network is cut, is noticed in seconds instead of minutes.
        limits = {"connect_timeout": 5, "keepalives_idle": 30, "keepalives_interval": 5, "keepalives_count": 3,
                  "tcp_user_timeout": 30_000}  # fmt: skip
        database["OPTIONS"] = {**limits, **database.get("OPTIONS", {})}
    if database["ENGINE"].endswith("sqlite3"):
        database["ENGINE"] = "statements.operating.sqlite"
        database["OPTIONS"] = {
            **database.get("OPTIONS", {}),
            # An import writes in many short transactions while pages are read: readers never wait (WAL), writers
            # take the lock when they begin instead of failing half-way, and wait for each other.
            "timeout": 30,
            "transaction_mode": "IMMEDIATE",
            # Each thread has a cache of its own: 16 MB, for the system keeps the file's pages in memory too.
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
                "PRAGMA cache_size=-16384; PRAGMA temp_store=MEMORY;"
            ),
        }
    return database


DEBUG = environment.flag("DEBUG")
SECRET_KEY = _secret_key()
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = environment.words("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "statements",  # before those whose commands it refines: createsuperuser, rebuild_index
    "statements.apps.DeskConfig",  # the admin, as the editors' desk
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "simple_history",
    "haystack",
]

MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",
    "archive.health.HealthMiddleware",
    "statements.operating.requests.MetricsMiddleware",
    "statements.operating.requests.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "statements.operating.requests.StreamMiddleware",
    "statements.exchange.revalidation.RevalidationMiddleware",
    "statements.exchange.api.middleware.ApiMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]
# Where traces of requests are sent, by what the archive can do without: nothing of it is loaded unless it is asked for.
OTEL_EXPORTER_OTLP_ENDPOINT = environment.web_address("OTEL_EXPORTER_OTLP_ENDPOINT")
SENDS_TRACES = bool(OTEL_EXPORTER_OTLP_ENDPOINT) and is_installed("opentelemetry.exporter.otlp.proto.http")
if SENDS_TRACES:
    # Within what names the request; health checks and metrics, which are asked for all the time, leave no traces.
    _named = MIDDLEWARE.index("statements.operating.requests.RequestMiddleware")
    MIDDLEWARE.insert(_named + 1, "statements.operating.tracing.TracingMiddleware")

ROOT_URLCONF = "archive.urls"
WSGI_APPLICATION = "archive.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "libraries": {
                name: f"statements.web.templatetags.{name}"
                for name in (
                    "charts",
                    "citations",
                    "dates",
                    "exports",
                    "navigation",
                    "languages",
                    "passages",
                    "results",
                )
            },
        },
    },
]

DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
] + [{"NAME": "statements.editing.sign_in.sessions.EndSessionsOnChange"}]
# Where signing in leads when it is not said where, or when that is no page of the archive.
LOGIN_URL, LOGIN_REDIRECT_URL = "admin:login", "admin:index"
CSRF_FAILURE_VIEW = "statements.editing.sign_in.kept_form.csrf_failure"

SEARCH_ENGINE = "statements.search.engines.whoosh.engine.WhooshEngine"
HAYSTACK_CONNECTIONS = {
    "default": {
        "ENGINE": "statements.search.haystack.backend.HaystackEngine",
        "PATH": str(DATA_DIR / "index"),
        "BATCH_SIZE": 200,  # statements read at a time: whole transcripts, of which a thousand take some 400 MB
    },
}

# Django 6 reads an address typed without a scheme as https; so does this archive.
FORMS_URLFIELD_ASSUME_HTTPS = True

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / Path(environment.text("STATIC_ROOT", "static")).expanduser()
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage",
        # Everybody's, whatever else the archive keeps to itself: a proxy may serve them.
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    },
}
MEDIA_ROOT = DATA_DIR / "uploads"
# A whole day's debate may be pasted into the editors' desk, and each of its paragraphs is a few fields of a form.
DATA_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 50_000

# Behind a proxy that ends TLS: cookies travel encrypted only, plain requests are sent to https.
BEHIND_TLS = environment.flag("BEHIND_TLS")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_HSTS_SECONDS = environment.number("SECURE_HSTS_SECONDS", 31_536_000) if BEHIND_TLS else 0
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
# One policy for every answer, so that kept pages and 304s carry the right one: what a page shows or runs is a file of
# the archive. Nothing in a page itself is run or applied (docs/decisions/0014-sign-in-and-policy.md).
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        **{f"{kind}-src": ["'self'"] for kind in ("script", "style", "img", "connect")},
        "form-action": ["'self'"],
        **{name: ["'none'"] for name in ("object-src", "base-uri", "frame-ancestors")},
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["default"],
    }
}
# Whether other subdomains are served by TLS, and whether browsers should preload that, is for their operator to decide.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

LOG_LEVEL = environment.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))
LOG_FORMAT = environment.choice("LOG_FORMAT", "TEXT", ("TEXT", "JSON"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {"()": "statements.operating.log_lines.JsonLines"},
    },
    "filters": {"refusals": {"()": "statements.operating.log_lines.RefusalFilter"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT.lower(), "filters": ["refusals"]},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": LOG_LEVEL, "propagate": False},
        # Pages not found and forged host names are no concern of the operator.
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
        "pdfminer": {"level": "ERROR"},
    },
}

LOAD_SAMPLE = environment.flag("LOAD_SAMPLE", default=True)
# Who may read `/metrics`: addresses and networks. What comes through a proxy counts as its visitor's.
METRICS_ALLOWED = environment.networks("METRICS_ALLOWED", "127.0.0.0/8,::1")
# Whether queries are logged, without who sent them, so that editors see which find nothing.
QUERY_LOG = environment.flag("QUERY_LOG", default=True)

# The permanent address of the archive, for exports, harvesters and identifiers. Without it they name the address of
# the request.
PUBLIC_URL = environment.text("PUBLIC_URL", "").rstrip("/")
ADMIN_EMAIL = environment.text("ADMIN_EMAIL", "")

# For how many seconds a proxy may serve a public page without revalidating it.
PROXY_CACHE_SECONDS = environment.number("PROXY_CACHE_SECONDS", 0)
# How many requests a minute one address may send to the API (to each process of the server); 0 for any number.
API_REQUESTS_PER_MINUTE = environment.number("API_REQUESTS_PER_MINUTE", 120)
# How many proxies stand before the archive and add the address of the client to X-Forwarded-For. With 0 the header is
# ignored.
TRUSTED_PROXIES = environment.number("TRUSTED_PROXIES", 0)
