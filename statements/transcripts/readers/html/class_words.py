"""The words in class names and ids by which publishers' pages name their parts, whatever the site."""

from __future__ import annotations


def words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


NO_TEXT = words(
    "script style template noscript iframe svg canvas object embed video audio picture img map meta link base param",
    "source track math datalist progress meter applet frame frameset",
)
HIDDEN_CLASSES = words(
    "sr-only visually-hidden visuallyhidden screen-reader-text screenreader-text element-invisible assistive-text",
    "u-hidden is-hidden d-none display-none screen-reader-only visually-hidden-focusable",
    "hidden hide invisible sronly offscreen dnone",
)
POPUP_WORDS = words("tooltip popup popover modal lightbox hovercard dropdown personcard tippy infotip")
FOOTNOTE_CLASSES = words("footnotes endnotes footnote-list references-list reflist")
SPEAKER_WORDS = words("speaker speakername spk orator redner orateur orador")

TAG_REASONS = {
    "nav": "a menu of the page",
    "footer": "the foot of the page",
    "header": "the head of the page",
    "aside": "beside the text",
    "form": "a form",
    "button": "a button",
    "select": "a form",
    "textarea": "a form",
    "input": "a form",
    "dialog": "a dialog",
    "menu": "a menu of the page",
    "figcaption": "the caption of a picture",
    "del": "struck out by the publisher",
}
ROLE_REASONS = {
    "navigation": "a menu of the page",
    "banner": "the head of the page",
    "contentinfo": "the foot of the page",
    "search": "the search box of the site",
    "complementary": "beside the text",
    "dialog": "a dialog",
    "alertdialog": "a dialog",
    "alert": "a notice of the site",
    "menu": "a menu of the page",
    "menubar": "a menu of the page",
    "tablist": "a menu of the page",
    "toolbar": "a menu of the page",
    "tooltip": "a tooltip",
    "button": "a button",
}
# Words that name furniture whatever the element holds.
_STRONG = {
    "a menu of the page": words(
        "nav navbar navigation navi menu submenu topmenu mainmenu breadcrumb breadcrumbs crumbs pager pagination",
        "paging skiplink skiplinks",
    ),
    "the foot of the page": words("footer pagefooter sitefooter colophon"),
    "a notice about cookies": words("cookie cookies consent gdpr cookiebar cookiebanner"),
    "share buttons": words("sharebar addthis addtoany sharedaddy sharethis socials socialmedia"),
    "reader comments": words("disqus commentlist respond"),
    "an advertisement": words("advert adverts advertisement ads adsbygoogle sponsored"),
}
# Words that may also stand on the text itself: furniture only where the element is short or mostly links.
_WEAK = {
    "a list of other pages": words(
        "related recommended recommendations similar readmore morenews also latest teaser teasers cards carousel",
        "promo promos promotion trending popular seealso relatedlinks",
    ),
    "keywords of the page": words("tags tag taglist keywords categories taxonomy"),
    "beside the text": words("sidebar widget widgets sidenav rail rightcol leftcol infobox callout"),
    "data about the page": words(
        "meta metadata byline postmeta entrymeta articlemeta published updated dateline timestamp pubdate docinfo",
        "status bottommeta",
    ),
    "share buttons": words("share sharing shares social print email download tools toolbar actions links"),
    "a form": words("newsletter subscribe subscription signup login feedback survey tabs"),
    "a choice of languages": words(
        "language languages lang langs translations translate languageswitcher langswitch",
    ),
    "the search box of the site": words("search"),
    "the head of the page": words("header masthead topbar topline banner branding logo"),
    "pictures": words(
        "gallery slider slideshow slide caption media photo photos image images video player figure",
        "thumbnail credit",
    ),
    "reader comments": words("comments comment"),
    "a notice of the site": words("alert announcement notification disclaimer copyright"),
}
STRONG_WORDS = {word: why for why, group in _STRONG.items() for word in group}
WEAK_WORDS = {word: why for why, group in _WEAK.items() for word in group}
# On an element that comes again and again these words belong to the turns of a transcript ("turn-header").
OF_A_TURN = words("header meta metadata byline timestamp dateline lang langs language languages status published")
