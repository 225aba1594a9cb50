# Debian 13, for it has PostgreSQL 17's own programs, which `manage.py backup` and `restore` run.
FROM python:3.12-slim-trixie

ENV PYTHONUNBUFFERED=1 \
    CHANCERY_DATA=/data \
    STATIC_ROOT=/app/static-collected \
    HOST=0.0.0.0 \
    PORT=8000

# Whichever 17.x: a pinned one would be gone from Debian at its next point release.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client-17 \
    && rm -rf /var/lib/apt/lists/*

RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin chancery \
    && install --directory --owner=chancery /data

WORKDIR /app
COPY requirements.txt requirements-build.txt requirements-telemetry.txt ./
# requirements-telemetry.txt, where traces are wanted.
ARG EXTRA=requirements.txt
# Wheels only, by their SHA-256; django-haystack publishes plain Python source and no wheel, and is built with what is
# pinned for it.
RUN pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements-build.txt \
    && pip install --no-cache-dir --require-hashes --only-binary :all: --no-binary django-haystack \
        --no-build-isolation -r requirements.txt -r "$EXTRA"

COPY manage.py ./
COPY archive archive
COPY statements statements
COPY templates templates
COPY static static
# No secret may stay in a layer: the key is for this one command, and the folder of data is not the image's.
RUN SECRET_KEY=for-this-command-only CHANCERY_DATA=/tmp/build python manage.py collectstatic --noinput \
    && chmod -R a+rX static-collected && rm -rf /tmp/build

USER 10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/healthz', timeout=8)"]
CMD ["python", "-m", "gunicorn", "-c", "archive/server.py"]
