"""The word lists of the label grammar: plain data, one list a subject, with the reason for it.

Words are kept in lower case and compared in lower case unless a comment says otherwise. Lists are short on purpose:
they hold words that decide something, not dictionaries.
"""

from __future__ import annotations

from statements.transcripts.model import TurnKind
from statements.transcripts.offices import (
    COUNTRIES,
    DEMONYMS,
    HONORIFICS,
    OFFICE_NOUNS,
    PARTICLES,
    PLACES,
    ROLES,
    SUFFIXES,
    VOCATIVE_HONORIFICS,
)
from statements.transcripts.word_lists import parts, phrases, words

# Labels that name nobody and are labels wherever they open a paragraph and are followed by a colon.
CLOSED: dict[str, TurnKind] = {}
for _kind, _list in (
    (
        TurnKind.QUESTION,
        "question|q|questioner|journalist|reporter|press|correspondent|interviewer|question from the floor|"
        "вопрос|журналист|корреспондент|корр.|реплика журналиста|frage|journalist|journalistin|reporter|reporterin|"
        "zusatzfrage|question complémentaire|journaliste|la journaliste|le journaliste|intervieweur|"
        "pregunta|periodista|reportero|reportera|prensa|pergunta|jornalista|repórter|domanda|giornalista|"
        "vraag|journalist|fråga|spørgsmål|spørsmål|kysymys|pytanie|dziennikarz|dziennikarka|otázka|kérdés|întrebare|"
        "питання|запитання|журналіст|въпрос|pitanje|novinar|soru|gazeteci|ερώτηση|δημοσιογράφος|pertanyaan|wartawan|"
        "câu hỏi|phóng viên|سؤال|السؤال|صحفي|صحافي|الصحفي|مراسل|س|שאלה|עיתונאי|עיתונאית|پرسش|خبرنگار|"
        "问|記者|记者|問|提问|媒体|質問|기자|질문|प्रश्न|คำถาม",
    ),
    (
        TurnKind.ANSWER,
        "answer|a|reply|response|ответ|antwort|réponse|respuesta|contestación|resposta|risposta|antwoord|svar|"
        "vastaus|"
        "odpowiedź|odpověď|válasz|răspuns|відповідь|отговор|odgovor|cevap|yanıt|απάντηση|jawaban|trả lời|"
        "جواب|الجواب|الإجابة|إجابة|ج|תשובה|پاسخ|答|回答|답|답변|उत्तर|คำตอบ",
    ),
    (
        TurnKind.REMARK,
        "remark|remarks|comment|remarks from the audience|children|students|volunteers|journalists|reporters|"
        "voices from the audience|audience|audience member|audience members|voice|voices|voice from the audience|"
        "voice from the hall|speaker|unidentified speaker|unidentified|unknown speaker|unknown|participant|"
        "participants|"
        "male speaker|female speaker|man|woman|crowd|all|chorus|interpreter|translator|moderator|host|presenter|"
        "anchor|"
        "anchorman|announcer|operator|chair|the chair|chairperson|aide|staff|staff member|child|student|pool|"
        "senior administration official|senior government official|senior state department official|senior official|"
        "hon. members|an hon. member|several hon. members|some hon. members|hon members|an honourable member|"
        "honourable members|"
        "senior defense official|senior military official|white house aide|military aide|spokesperson|spokesman|"
        "spokeswoman|the spokesperson|official spokesperson|the hon. the speaker|the speaker pro tempore|"
        "the acting president pro tempore|the presiding officer|official|protester|protestor|cue|"
        "реплика|голос|голос из зала|из зала|ведущий|ведущая|модератор|переводчик|участник|участница|зал|"
        "moderator|moderatorin|dolmetscher|dolmetscherin|zuruf|zwischenruf|sprecher|sprecherin|vorsitzender|"
        "modérateur|modératrice|animateur|animatrice|interprète|intervenant|intervenante|un intervenant|la salle|"
        "moderador|moderadora|presentador|presentadora|conductor|conductora|intérprete|interlocutor|interlocutora|"
        "voz|voces|intervención|maestro de ceremonias|maestra de ceremonias|moderatore|moderatrice|interprete|"
        "mediador|mediadora|apresentador|apresentadora|locutor|prowadzący|ведучий|sunucu|"
        "مدير الجلسة|المترجم|المذيع|المحاور|מנחה|主持人|翻译|翻譯|司会|司会者|通訳|사회자|통역",
    ),
    (
        TurnKind.SPEECH,
        "the president|the vice president|the vice-president|the first lady|the second gentleman|the prime minister|"
        "the chairman|the chairperson|the chairwoman|the acting president|the secretary-general|"
        "the secretary general|"
        "the temporary president|the co-chair|the co-chairperson|the speaker|the foreign minister|the minister|"
        "the secretary|"
        "the chancellor|the king|the queen|the pope|the holy father|the high representative|the ambassador|"
        "le président|la présidente|le premier ministre|la première ministre|le ministre|la ministre|"
        "le secrétaire général|le porte-parole|la porte-parole|porte-parole|"
        "el presidente|la presidenta|el señor presidente|la señora presidenta|señor presidente (habla)|el ministro|"
        "la ministra|el secretario general|presidente|presidenta|o presidente|a presidente|il presidente|"
        "der präsident|die präsidentin|der bundeskanzler|die bundeskanzlerin|bundeskanzler|bundeskanzlerin|"
        "председатель|председательствующий|президент|президент россии|发言人|發言人|主席|大臣|外務大臣|総理|"
        "الرئيس|رئيس الجلسة|المتحدث|المتحدث الرسمي|대변인|대통령",
    ),
):
    for _label in phrases(_list):
        CLOSED.setdefault(_label, _kind)
# "a", "s" and the like are also words: they need a "q" or its like elsewhere in the document.
SHORT_ANSWERS = words("a", "ج")
# Letters that stand for question and answer, each beside those that answer to it: Q and A, P and R (pregunta),
# D and R (demande, domanda), F and A (Frage), V and A or O (vraag, въпрос), S and C (soru), В and О (вопрос).
LETTERS = {
    "p": (TurnKind.QUESTION, "r"),
    "d": (TurnKind.QUESTION, "r"),
    "f": (TurnKind.QUESTION, "a"),
    "v": (TurnKind.QUESTION, "ao"),
    "s": (TurnKind.QUESTION, "c"),
    "в": (TurnKind.QUESTION, "о"),
    "r": (TurnKind.ANSWER, "qpd"),
    "o": (TurnKind.ANSWER, "v"),
    "c": (TurnKind.ANSWER, "s"),
    "о": (TurnKind.ANSWER, "в"),
}
# One occurrence of these in a text without any other label is rhetoric ("Question: at what expense?").
RHETORICAL = words(
    "comment remarks children students volunteers question answer all remark reply response unknown man woman",
    "child voice speaker press official q a",
)

# Heads that take an addition: "Question from Reuters", "Reporter 2", "Voice from the audience".
CLOSED_HEADS = words(
    "question questioner q reporter journalist correspondent speaker voice voices participant interpreter moderator",
    "audience",
    "вопрос журналист корреспондент реплика голос frage journalist zuruf journaliste pregunta periodista reportero",
    "response remark reply comment pergunta jornalista domanda giornalista interlocutor interlocutora interviewer",
    "interviewer student operator سؤال",
)

# "Frage Mustermann": the word and the name of the one who asks.
ASKING_HEADS = words("frage zusatzfrage zwischenfrage zuruf zusatz")

# Outlets stand as labels in briefings. A word of AGENCY_WORDS in a short label makes it an outlet.
AGENCIES = phrases(
    "afp|ap|reuters|bloomberg|tass|ria novosti|interfax|xinhua|xinhua news agency|cctv|cgtn|cri|cnr|global times|"
    "the paper|"
    "people's daily|china daily|china news service|beijing daily|beijing youth daily|shenzhen tv|dragon tv|"
    "phoenix tv|"
    "hubei media group|macau monthly|nhk|kyodo|kyodo news|jiji|nikkei|yonhap|yonhap news agency|kbs|mbc|ani|pti|"
    "press trust of india|"
    "the hindu|dawn|app|anadolu|anadolu agency|trt|al jazeera|al arabiya|bbc|bbc news|cnn|nbc|nbc news|abc|abc news|"
    "cbs|cbs news|fox news|"
    "npr|pbs|the times|the guardian|financial times|the economist|the wall street journal|the new york times|"
    "the washington post|der spiegel|spiegel|die zeit|die welt|bild|dpa|ard|zdf|le monde|le figaro|france 24|rfi|tf1|"
    "el país|efe|efe news agency|el mundo|ansa|rai|corriere della sera|la repubblica|la stampa|prensa latina|"
    "telesur|rt|"
    "russia today|sputnik|rossiya 1|channel one|rossiya segodnya|kommersant|izvestia|nezavisimaya gazeta|"
    "associated press|the associated press|politico|voice of america|radio free asia|rfa|voa|the yomiuri shimbun|"
    "the asahi shimbun|"
    "新华社|法新社|路透社|彭博社|总台央视|央视|环球时报|澎湃新闻|中新社|人民日报|深圳卫视|东方卫视|共同社|韩联社|塔斯社|"
    "тасс|интерфакс|риа новости|рейтер|блумберг|россия 1|первый канал"
)
AGENCY_WORDS = words(
    "news agency tv television radio times daily post herald gazette journal tribune broadcasting newspaper magazine",
    "media press shimbun agencia agence",
)

# A label holding one of these, in lower case, is a sentence. In capitals they are names: "Theresa May", "Will Smith".
SENTENCE_WORDS = words(
    "you he she it we they me him us them my your his her its our their this that these those there here who whom",
    "whose which what",
    "is are was were be been being am has have had having will would can could shall should may might must do does",
    "did doing done",
    "not if because but so when where while than then although though unless until since whether why how therefore",
    "thus however",
    "said says say reads read follows following including include includes included namely example say asked ask",
    "asks told tells tell added adds",
    "stressed noted believe believes think want wants like remind quote means meaning called know see let make made",
    "take need needs",
    "or about into through during only also just even very more most all any every",
    "some many much few such both each other another same own too now today yesterday tomorrow again once still",
    "already always never",
    "agreed adopted decided signed discussed stated wrote remarked observed declared commented concluded warned",
    "argued recalled writes states",
    # French, Spanish, Portuguese, Italian
    "que qui quoi est sont était sera ont nous vous ils elle elles ce cette ces notre nos votre leur mais donc car",
    "pour sans",
    "je j’ai c’est n’est pas plus comme aussi voici suivant suivants suivante dit",
    "es son fue fueron será hay nosotros ustedes ellos ella esto esta este estos estas nuestro nuestra nuestros",
    "nuestras pero porque",
    "sin como cuando donde quien dijo dice siguiente siguientes quiero tenemos hemos lo se su sus muy más también",
    "é são foi nós eles isso isto esse essa nosso nossa mas quando onde quem disse seguinte não também",
    "è sono stato noi voi loro questo questa nostro nostra ma perché quando dove chi detto seguente non",
    # German, Dutch
    "ist sind war waren wird werden hat haben ich wir ihr sie es dass weil aber wenn als nicht auch noch nur schon",
    "sehr mehr dies",
    "diese dieser dieses unser unsere mein meine sagte sagt folgende folgendes folgt",
    # Russian
    "что это мы я он она они вы ты его её их наш наша наши ваш как если но не уже ещё только также есть был была",
    "были будет будут может",
    "можно надо нужно хочу скажу говорит сказал сказала следующее следующие так вот чтобы потому когда где который",
    "которые или",
    "из-за об нас вас меня нам вам мне",
)
# The first word of a sentence or of a list, not of a name.
OPENERS = words(
    "first firstly second secondly third thirdly fourth fifth sixth seventh eighth ninth tenth finally lastly last",
    "next then also now",
    "for in on at as by to from with and but or so if when while after before since because although however",
    "therefore thus",
    "this that these those here there it he she we i you they my our your his her their its what who whom which why",
    "how where",
    "let please remember again once one two three four five six seven eight nine ten note nb example examples",
    "result results",
    "is are was were do does did has have had can could will would should not no yes ok okay well thank thanks",
    "hello good dear my",
    "all both each every some many most more another other such same only even just still yet",
    "about regarding concerning re subject from to cc bcc date dated time place venue location where when what fact",
    "summary background overview conclusion introduction",
    "annex appendix article section chapter part paragraph item agenda point points figure table step option",
    "objective goal goals",
    "hence moreover furthermore besides instead otherwise meanwhile likewise similarly consequently",
    "ladies excellencies distinguished friends colleagues comrades dear honourable honorable esteemed gentlemen",
    "premièrement deuxièmement troisièmement enfin d’abord ensuite puis mesdames messieurs chers mes",
    "primero segundo tercero cuarto quinto primera segunda tercera finalmente luego señoras señores amigas amigos",
    "queridos estimados",
    "excelencias distinguidos compañeras compañeros primeiro terceiro finalmente senhoras senhores minhas meus caros",
    "erstens zweitens drittens viertens schließlich meine liebe sehr verehrte",
    "первое второе третье во-первых во-вторых в-третьих наконец уважаемые дорогие друзья коллеги дамы господа итак",
    "أولا ثانيا ثالثا أولاً ثانياً ثالثاً رابعا خامسا",
)
ENDERS = words(
    "of the and for to in a an at by on with from or as de la el du des et y e und von der die das и в на",
)

# Site furniture shaped like a label. Whole label, lower case.
FURNITURE_LABELS = phrases(
    "editor's note|editors' note|editor note|note|notes|photo|photos|image|picture|video|watch|audio|credit|source|"
    "sources|tags|tag|"
    "topics|topic|keywords|published|published on|published at|updated|last updated|posted|posted on|posted in|"
    "read more|read also|see also|"
    "related|related articles|more|share|share this|contact|contacts|contact us|email|e-mail|tel|telephone|phone|"
    "fax|website|web|"
    "url|link|links|location|place|venue|date|time|duration|language|languages|category|categories|author|by|from|"
    "to|subject|re|cc|"
    "transcript|transcription|translation|translated by|unofficial translation|warning|disclaimer|copyright|licence|"
    "license|"
    "delivered on|delivered at|delivered by|speech location|document type|organisation|organization|first published|"
    "printed|print|page|"
    "for immediate release|press release|embargo|embargoed|memorandum for|memorandum to|memorandum|fact sheet|"
    "key facts|fact|"
    "summary|abstract|background|headline|title|subtitle|lead|byline|dateline|editor|editor in chief|"
    "note for the cis media|media contact|media contacts|press contact|press contacts|enquiries|inquiries|follow us|"
    "twitter|facebook|instagram|youtube|telegram|in favour|in favor|against|abstaining|abstentions|in attendance|"
    "present|participants list|"
    "agenda|members|president in the chair|ref|reference|ps|p.s|nb|n.b|attachment|attachments|attached|annex|"
    "фото|видео|источник|теги|темы|опубликовано|редактор|от редакции|см. также|смотрите также|читайте также|контакты|"
    "адрес|телефон|примечание|справка|источники|foto|fotos|fuente|fuentes|etiquetas|publicado|nota|nota del editor|"
    "contacto|quelle|bild|schlagwörter|kontakt|hinweis|anmerkung|datum|ort|crédit photo|crédits|mots-clés|publié le|"
    "lieu|fonte|"
    "أخبار ذات صلة|المصدر|صورة|来源|责任编辑|編集|編輯|责编|图片|关键词|発表日|日時|場所"
)
# First words of titles: "Statement from National Security Advisor Jake Sullivan".
GENRES = words(
    "statement statements remarks message letter full text interview address readout transcript video excerpt",
    "excerpts speech joint",
    "communiqué press discurso declaración mensaje carta entrevista intervención palabras discours déclaration",
    "message lettre allocution",
    "rede erklärung botschaft brief заявление обращение послание речь выступление интервью письмо текст",
)
# Two title-case words are a name only if neither is one of these: headings in lists and fact sheets look alike.
HEADING_WORDS = words(
    "time live stream streaming advisory note notes operators shipyards cars vaccinated status",
    "disease pandemic words members membership final remarks introduction closing opening conclusions",
    "recommendations overview",
    "pillar pilar testing above below tour tours voz guidance modelling requirements eligible awards winners",
    "finalists recipients nominees",
    "cooperation security trade climate change energy health education economy economic growth investment",
    "infrastructure technology innovation",
    "development peace justice rights democracy democratic governance reform policy policies strategy strategic",
    "partnership partnerships",
    "agreement agreements treaty treaties convention protocol declaration communique communiqué statement",
    "statements resolution",
    "action actions plan plans programme program programmes programs project projects initiative initiatives",
    "measures measure",
    "support assistance aid relief response recovery resilience sustainability sustainable equality equity",
    "inclusion access food water",
    "nuclear weapons weapon arms control disarmament non-proliferation proliferation terrorism crime drugs",
    "migration refugees humanitarian",
    "question questions answer answers issue issues problem problems challenge challenges opportunity opportunities",
    "priority priorities key",
    "main new old additional further next important strengthening building advancing promoting expanding supporting",
    "protecting",
    "improving increasing reducing enhancing ensuring investing addressing delivering combating countering",
    "launching creating providing",
    "clean green digital cyber space maritime ocean oceans land air sea transport transportation rail road roads",
    "aviation",
    "agriculture agricultural industry industrial manufacturing workforce labor labour jobs workers business",
    "businesses small private sector",
    "finance financial bank banks debt tax taxes budget funding fund funds costs cost prices price inflation market",
    "markets",
    "science research space culture cultural sport sports tourism youth women children family families people",
    "peoples",
    "middle east west north south northern southern eastern western central region regional territory province",
    "district city town village",
    "street avenue square house room hall center centre building office palace tower bridge river lake island",
    "islands mountain valley gulf strait",
    "war wars conflict crisis settlement process talks meeting summit conference session visit forum dialogue",
    "ceremony interview briefing",
    "law laws rule order act code charter constitution rules legal international global national local federal",
    "public general special",
    "text full part version copy draft document documents report reports list table figure chart map annex contents",
    "index",
    "biographical information release press background facts fact sheet home page site menu search news latest",
    "recent upcoming",
    "today tomorrow yesterday monday tuesday wednesday thursday friday saturday sunday january february march april",
    "june july august",
    "september october november december year years month months day days week weeks century",
    "one two three four five six seven eight nine ten hundred thousand million billion first second third last",
    "good bad great big little long short high low free open common joint mutual bilateral multilateral world state",
    "nations nation",
    "critical emerging advanced supply chain chains minerals semiconductor semiconductors artificial quantum data",
    "people-to-people ties",
    "defense defence military force forces capability capabilities commitment commitments outcomes outcome",
    "deliverables goals goal objectives",
    "eligibility requirements requirement deadline effective purpose scope definitions definition responsibilities",
    "authority implementation",
    "dear friends colleagues comrades ladies gentlemen excellencies brothers sisters fellow citizens",
    "situation example conclusion lesson lessons principle principles point points proposal proposals task tasks",
    "answer truth reason reasons",
    "consequence consequences total number result results target targets indicator",
)
HEADING_ENDINGS = parts("tion|tions|ments|ship|ships|ities|ility|ology|ization|isation")
# Words of headings that are surnames as well ("Theresa May", "Susan Rice", "Ned Price").
ALSO_SURNAMES = words(
    "may april june march august long little west east north northern law laws great good rice bush hall rivers",
    "rivers price young house",
    "bridge banks trade sea key day days best short power main case page street field fields rail lake land low",
    "high free school order",
    "king bishop baker major small new square mountain valley islands wall marshall golden brown green war week",
    "winter summer booker",
)

# 说, 表示, …: the words before the colon report speech, they do not label it.
CJK_SAYS = parts(
    "说|說|表示|指出|强调|強調|认为|認為|如下|称|稱|宣布|介绍|写道|提出|回答|问道|是|包括|例如|比如|即|述べた|語った|以下|次|とおり|通り|방침|말했다|밝혔다|指摘|告诉记者"
)
CJK_OPENERS = parts("第|其|首先|最后|最後|一是|二是|三是|四是|五是|他|她|我|这|這|那|但|注|图|来源|時|日時|場所")
CJK_SUFFIXES = parts(
    "记者|記者|发言人|發言人|主席|总理|總理|部长|部長|外长|大使|总统|總統|总书记|秘书长|司长|大臣|副大臣|首相|総理|報道官|局長|長官|官房長官|事務総長|参事官|審議官|氏|先生|女士|委员|主任|主持人|"
    "媒体|社|电视台|日报|通讯社|新聞|대통령|총리|장관|대변인|기자"
)
CHINESE_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文习华耿"
)

INTERPRETED = parts(
    "retranslated|re-translated|as interpreted|as translated|through interpreter|through an interpreter|"
    "via interpreter|via translator|through translator|through a translator|interpretation|interpreted|translated|"
    "translation|spoke in|speaks in|speaking in|in russian|in french|in spanish|in german|in arabic|in chinese|"
    "in english|in ukrainian|in japanese|in korean|in turkish|in italian|in portuguese|in polish|in hebrew|"
    "in hungarian|in foreign language|as delivered in|как переведено|в переводе|перевод|через переводчика|"
    "interprétation|traduction|traduit|parle en|s’exprime en|interpretación|traducción|traducido|habla en|tradução|"
    "übersetzt|übersetzung|auf französisch|auf englisch|in englischer sprache|dolmetscher|traduzione|"
    "通过翻译|译文|通訳|"
    "通訳を介|مترجم|ترجمة|تحدث ب|просмотр перевода|говорит по-|по-английски|по-немецки|interpretazione|original in"
)
STAGE_WORDS = parts(
    "laugh|applause|cross-talk|crosstalk|inaudible|off-mic|off-mike|off mic|pause|together|cheers|sings|video|audio|"
    "smil|nods|continues|continuing|resum|смех|аплодисменты|rires|applaudissements|risas|aplausos|beifall|lachen|"
    "heiterkeit|拍手|笑"
)
ADDRESSEE = parts(
    "answering|addressing|to the|responding|replying|in reply|to |обращаясь|отвечая|s’adressant|dirigiéndose"
)

__all__ = [
    "ADDRESSEE",
    "AGENCIES",
    "AGENCY_WORDS",
    "ALSO_SURNAMES",
    "ASKING_HEADS",
    "CHINESE_SURNAMES",
    "CJK_OPENERS",
    "CJK_SAYS",
    "CJK_SUFFIXES",
    "CLOSED",
    "CLOSED_HEADS",
    "COUNTRIES",
    "DEMONYMS",
    "ENDERS",
    "FURNITURE_LABELS",
    "GENRES",
    "HEADING_ENDINGS",
    "HEADING_WORDS",
    "HONORIFICS",
    "INTERPRETED",
    "LETTERS",
    "OFFICE_NOUNS",
    "OPENERS",
    "PARTICLES",
    "PLACES",
    "RHETORICAL",
    "ROLES",
    "SENTENCE_WORDS",
    "SHORT_ANSWERS",
    "STAGE_WORDS",
    "SUFFIXES",
    "VOCATIVE_HONORIFICS",
]
