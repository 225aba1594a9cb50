"""Pages in the manner of several publishers. The mark-up is of the kinds they use; every word of the texts is ours."""

KREMLIN = """<!doctype html><html lang="en" class="no-js"><head><meta charset="utf-8"/>
<title itemprop="name">Talks on the northern railway • President of Examplia</title>
<meta property="og:site_name" content="President of Examplia"/>
<meta property="og:title" content="Talks on the northern railway"/>
<meta property="og:url" content="http://en.president.example/events/60001"/><link rel="canonical" href="60001.html"/></head>
<body class="is-reading"><div class="header" role="banner"><ul class="nav"><li><a href="/">Events</a></li></ul></div>
<div class="read" role="complementary"><article class="read__in hentry"><div class="read__top">
<h1 class="entry-title p-name" itemprop="name">Talks on the northern railway</h1>
<div class="read__meta"><time class="read__published" datetime="2019-06-04" itemprop="datePublished">June 5, 2019</time>
<div class="read__time">18:15</div><div class="read__place p-location"><i></i>The Old Palace, Northport</div></div></div>
<div class="entry-content read__internal_content" itemprop="articleBody">
<div class="media masha-ignore"><figure><img src="a.jpg"><meta itemprop="name" content="x"></figure>
<span class="media__title">At the talks on the railway.</span></div>
<p><b>President of&nbsp;Examplia <a class="person_tag read__tag" href="/p/1">Anna Berg<span class="read__tooltip tooltip_person
hidden"><span class="tooltip__text"><span class="tooltip_title">Berg Anna</span><span>President</span></span></span></a>:</b>
Mr Minister, please go&nbsp;ahead.</p><p>We have an&nbsp;hour.</p>
<p><b>Transport Minister Karl Lund</b>: Thank you. The line is open.</p>
<p><b>Anna Berg:</b> Good.</p><p>&lt;…&gt;</p><p>Let us go on.</p>
<div class="read__bottommeta"><div class="read__tags"><h3>Topics</h3><ul><li><a rel="tag" href="/k/1">Transport</a></li></ul>
<h3>Persons</h3><ul><li><a rel="tag" href="/k/2">Lund Karl</a></li></ul></div>
<p>Published in section: <a href="/n">News</a></p><p>Publication date: <time datetime="2019-06-05">June 5, 2019</time></p></div>
</div></article><div class="read__tabs"><div class="share"><ul><li><a href="/f">Facebook</a></li></ul></div></div></div>
<div class="read__updated">Last updated at <time datetime="2019-07-17">July 17, 2019</time></div>
<div class="footer" role="contentinfo">Presidential Office</div></body></html>"""

RUSSIAN_MFA = """<html lang="ru"><head><title>Ответы на вопросы СМИ - Министерство иностранных дел Примерии</title></head><body>
<header class="header"><nav><a href="/">Главная</a><a href="/press">Пресс-служба</a></nav></header>
<div class="article-header"><div class="article-line article-header__date">19-06-2024 13:07</div>
<h1 class="article-header__title">Ответы на вопросы СМИ</h1></div>
<div class="article-content text"><p>EN FR ES</p><p><b>Вопрос:</b> Как прошли переговоры?</p>
<p><b>С.В.Примеров:</b> Хорошо. Мы договорились о поездах.</p><p>Подробности будут позже.</p>
<p>* * *</p><p><strong>Вопрос: </strong>Когда следующая встреча?</p><p><strong>С.В.Примеров: </strong>Осенью.</p></div>
<div class="share-block">Поделиться <a href="/t">Телеграм</a></div><footer>© МИД Примерии</footer></body></html>"""

STATE_DEPARTMENT = """<!DOCTYPE html><html lang="en-US"><head><meta charset="UTF-8">
<title>Department Press Briefing – June 18, 2024 - Department of Examples</title>
<meta property="og:title" content="Department Press Briefing – June 18, 2024 - Department of Examples"/>
<meta property="article:published_time" content="2024-06-19T01:12:00+00:00"/><meta property="og:site_name" content="Department of Examples"/>
</head><body><div class="cookie-notice">We use cookies to make the site better for everyone who visits it.</div>
<main><article><header><h1 class="featured-content__headline">Department Press Briefing – June 18, 2024</h1>
<p class="article-meta__publish-date">June 18, 2024</p></header><div class="entry-content"><p style="text-align:center">1:18 p.m. EDT</p>
<p><b>MR ROWE:</b> Good afternoon, everyone. (Laughter.) I have one thing at the top.</p><p>We welcome the ceasefire.</p>
<p><b>QUESTION:</b> Thank you. On the harbour –</p><p><b>MR ROWE: </b>Yes.</p><p><b>QUESTION:</b> – who paid?</p>
<p><b>MR ROWE:</b> <i>(Inaudible.)</i> We did.</p><p>(The briefing was concluded at 2:01 p.m.)</p></div>
<div class="related-tags"><h2>Tags</h2><a href="/a">Bureau of Examples</a> <a href="/b">Harbours</a></div></article></main>
<footer><p>The Office manages this site.</p></footer></body></html>"""

GOV_UK = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Harbours and the open sea: Minister's speech - GOV.EX</title>
<link rel="canonical" href="https://www.gov.example/speeches/harbours"></head><body>
<div id="global-cookie-message" class="gem-c-cookie-banner" hidden><p>Cookies on GOV.EX. Accept or reject them.</p></div>
<header role="banner"><a href="/">GOV.EX</a></header><main id="content" role="main">
<div class="gem-c-breadcrumbs"><ol><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ol></div>
<span class="gem-c-title__context">Speech</span><h1>Harbours and the open sea: Minister's speech</h1>
<p class="gem-c-lead-paragraph">The Minister spoke at the Harbour House about shipping.</p>
<div class="gem-c-metadata"><dl><dt>From:</dt><dd><a href="/o">Foreign Office</a> and The Rt Hon Jane Poole</dd>
<dt>Published</dt><dd>20 June 2024</dd></dl></div>
<div class="important-metadata"><dl><dt>Location:</dt><dd>Harbour House</dd><dt>Delivered on:</dt>
<dd>19 June 2024 (Transcript of the speech, exactly as it was delivered)</dd></dl></div>
<div class="gem-c-govspeak govspeak"><p>Good evening. It is a pleasure to be here in this old house by the sea.</p>
<h2 id="ships">Ships</h2><p>Ships carry nine tenths of what we eat and wear<sup><a href="#fn:1">1</a></sup>, and nobody sees them.</p>
<ul><li>We will dredge the harbour.</li><li>We will light the coast.</li></ul><p>Thank you.</p>
<div class="footnotes" role="doc-endnotes"><ol><li id="fn:1">Harbour Board, annual report.</li></ol></div></div>
<h2 class="gem-c-share-links__heading">Share this page</h2><div class="gem-c-share-links"><ul><li><a href="/x">Share on X</a></li></ul></div>
</main><aside class="related"><h2>Related content</h2><ul><li><a href="/q">Quays policy</a></li></ul></aside></body></html>"""

NATO = """<html lang="en"><head><meta charset="utf-8"><title>ALLIANCE - Opinion: Press point with the Secretary, 19-Jun.-2024</title></head>
<body><div id="navigation"><a href="/">Home</a><a href="/n">News</a></div><div class="wrapper"><section class="content-section">
<h1 class="event-title">Press point with the Secretary</h1><h2 class="event-subtitle">with the Prime Minister of Examplia</h2>
<ul class="event-meta"><li><time datetime="2024-06-19">19 Jun. 2024</time></li><li>Last updated: 20 Jun. 2024</li></ul>
<p><em>(As delivered)</em></p><p><strong>Erik Holm [Alliance Spokesperson]:</strong> We begin with the Secretary.</p>
<p><strong>SECRETARY LENA VOSS:</strong> Good morning. We stand together.</p><p>The summit is near.</p>
<p><strong>Q:</strong> Will there be ships?</p><p><strong>SECRETARY LENA VOSS: </strong>There will be ships.</p></section></div>
<div class="cookie-consent"><p>This site uses cookies. <a href="/c">More</a></p></div></body></html>"""

CHINESE_MFA = """<html><head><meta charset="utf-8"><title>外交部发言人王宁主持例行记者会_中华示例国外交部</title></head><body>
<div class="nav"><a href="/">首页</a></div><div class="news-title"><h1>外交部发言人王宁主持例行记者会</h1>
<p class="time">2024年06月19日 18:54</p></div><div class="news-main"><div id="News_Body_Txt_A">
<p>外交部今天举行例行记者会。</p><p><strong>法新社记者：</strong>请介绍访问的安排。</p>
<p>AFP: Could you share the programme of the visit?</p><p><strong>王宁：</strong>我们将适时发布消息。</p>
<p>Wang Ning: We will release information in due course.</p></div></div><div class="share">分享到微信</div></body></html>"""

ELYSEE = """<!doctype html><html lang="fr"><head><title>Conférence de presse à Exemple-Ville. | Présidence d’Exemplie</title>
<meta property="og:title" content="Conférence de presse à Exemple-Ville."/><meta property="og:site_name" content="presidence.example"/></head>
<body><header><nav><ul><li><a href="/">Accueil</a></li></ul></nav></header><main><section class="banner"><time datetime="2024-06-18T22:00:00Z">
19 juin 2024</time><h1>Conférence de presse à Exemple-Ville.</h1><a href="#dl">Télécharger le .pdf</a></section>
<section><div class="container"><div class="reset-last-space"><p class="seul">Seul le prononcé fait foi.</p>
<p><b>La Présidente :</b><br/>Mesdames et Messieurs, merci d’être là.<br/><br/>Nous avons signé l’accord.</p>
<p><b>Journaliste :</b><br/>Quand entre-t-il en vigueur ?</p><p><b>La Présidente :</b><br/>En septembre.</p></div></div></section>
<section class="related-news"><h2>À lire aussi</h2><a href="/1">Un autre voyage</a><a href="/2">Un discours</a><a href="/3">Un entretien</a></section>
</main><footer>Mentions légales</footer></body></html>"""

BUNDESREGIERUNG = """<!DOCTYPE html><html lang="de"><head><meta charset="iso-8859-1"><title>Pressekonferenz in Musterstadt | Regierung</title>
<meta name="date" content="2024-06-20"></head><body><form id="aspnetForm" action="/"><div class="bpa-header"><a href="/">Start</a></div>
<div class="bpa-article"><h1>Pressekonferenz in Musterstadt</h1><span class="bpa-time"><time datetime="2024-06-19T14:00:00+02:00">Mittwoch,
19. Juni 2024</time></span><span class="bpa-location">in Musterstadt</span><div class="bpa-richtext">
<p>(Hinweis: Die Ausschrift des fremdsprachlichen Teils erfolgte anhand der Simultanübersetzung.)</p>
<p><strong>BK'in Möller</strong>: Meine Damen und Herren, herzlich willkommen! Wir haben über Züge gesprochen.</p>
<p><strong>Frage</strong>: Frau Bundeskanzlerin, wann fährt der erste Zug?</p><p><strong>BK'in Möller</strong>: Im Herbst.</p>
<p><em>(Premierminister Ós spricht in seiner Landessprache.)</em></p><p><strong>PM Ós</strong>: Größte Freude!</p></div></div>
<div class="bpa-footer"><a href="/impressum">Impressum</a></div></form></body></html>"""

UN_PRESS = """<html lang="en" dir="ltr"><head><meta charset="utf-8"><title>Secretary Calls for Calm | Meetings Coverage</title>
<meta property="og:title" content="Secretary Calls for Calm"/></head><body><a href="#main" class="visually-hidden">Skip to main content</a>
<div role="main"><article class="node"><div class="node__content"><div class="field field--name-field-symbol"><a href="/s">SG/1234</a></div>
<div class="field field--name-field-date field__item"><time datetime="2024-06-19T12:00:00Z">19 June 2024</time></div>
<h1 class="page-header">Secretary Calls for Calm</h1><div class="field field--name-body"><p><em>Following is the text of remarks
today:</em></p><p>Excellencies, dear colleagues,</p><p>I call for calm at the border and in the harbour towns.</p><p>I thank you.</p>
</div><div class="field field--name-field-note">For information media. Not an official record.</div></div></article></div></body></html>"""

LISTING = (
    """<html lang="en"><head><title>Speeches | Ministry</title></head><body><main><h1>Speeches</h1>"""
    + "".join(
        f'<div class="teaser-item"><h3><a href="/speeches/{n}">Remarks by the Minister at harbour {n}</a></h3>'
        f'<p class="summary">The Minister spoke about harbour number {n}, its quays, its lights and those who work on them.</p></div>'
        for n in range(1, 9)
    )
    + "</main></body></html>"
)
