"""Texts for the desk's tests, written by us in the shapes in which publishers print transcripts."""

TALKS = """In North Korea, Russia

Transcript originally published by The Kremlin.


Press statements following Russia-DPRK talks. Photo by Anna Petrova (”Example Agency“)

Chairman of State Affairs of the Democratic People’s Republic of Korea Kim Jong-un (retranslated): Dear guests, I bid you welcome in this hall.

Just now President Vladimir Putin and I signed the Treaty on Comprehensive Strategic Partnership, and I thank all who worked on it.

Our two countries have known each other for a long time.

President of Russia Vladimir Putin: Comrade Chairman, thank you for the welcome of this morning.

We spoke at length about trade, about schools and about the railway bridge.

Recent Posts

Contact Us

Translate »
"""  # noqa: E501

BRIEFING = """Daily Press Briefing

MS. EXAMPLE: Good afternoon, everybody. I have two announcements about the ferry to the islands.

The first ferry leaves at dawn and the second one at noon.

Q    Will there be a third ferry in the summer months?

MS. EXAMPLE: That has not been decided, and I would not speculate about it.

(Laughter.)

Q    And who pays for the new harbour?

MR. SAMPLE: The harbour is paid for by the port authority, as it was last year.
"""
