"""The application that gunicorn serves: the archive behind its admission."""

from django.conf import settings

from archive.server import LANES
from archive.wsgi import application as archive
from statements.serving.admission import Admission

application = Admission(archive, LANES, settings.TRUSTED_PROXIES, settings.SESSION_COOKIE_NAME)
