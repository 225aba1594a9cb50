"""Words of offices, countries and names: what tells "President of Egypt" from "Abdel Fattah el-Sisi" in a label.

In lower case, short on purpose: an archive hands in its own people and parties.
"""

from __future__ import annotations

from statements.transcripts.word_lists import phrases, words

# Words before a name: the next words are the name.
HONORIFICS = words(
    "rep. sen. gov. gen. lt. amb. col. adm. sec. capt. maj. brig. amb gen shri smt. smt sayın",
    "mr mr. mrs mrs. ms ms. miss dr dr. prof prof. h.e. h.e sir dame lord lady hon. rev. st. msgr. messrs messrs.",
    "mx. begum dato dato’ datuk shrimati sr.ª sr.a exmo. exma. excmo. excma.",
    "m. mm. mme mmes mlle monsieur madame mme. sr. sra. srta. señor señora sr sra don doña senhor senhora dom",
    "herr frau hr. fr. dott. sig. signor signora on. г-н г-жа господин госпожа пан пані пани comrade cde. товарищ",
    "excellency he sheikh shaikh sheikha haji ayatollah imam cardinal archbishop bishop rabbi pastor father brother",
    "sister",
    "السيد السيدة الدكتور الأستاذ 先生 女士",
)
VOCATIVE_HONORIFICS = words(
    "mr mr. madam madame mrs ms. monsieur m. mme señor señora sr. sra. senhor senhora herr frau signor господин",
    "госпожа dear",
    "distinguished estimado estimada",
)

# One of these anywhere makes the rest of a label an office. Whole words, singular and plural.
ROLES = words(
    "pm dpm fm vp hr sts srs bk bk'in bm bm'in hr/vp hrvp sg dsg dg ddg cio evp",
    "president vice-president ex-president president-elect premier minister minister-counsellor chancellor",
    "vice-chancellor king queen",
    "prince princess emperor empress sultan emir amir crown pope patriarch metropolitan cardinal archbishop bishop",
    "rabbi mufti imam",
    "chairman chairwoman chairperson chair co-chair co-chairman vice-chair speaker secretary secretary-general",
    "under-secretary",
    "undersecretary general ambassador envoy representative delegate deputy deputies director director-general",
    "commissioner",
    "governor mayor senator congressman congresswoman congressmember member leader head chief commander marshal",
    "admiral",
    "colonel major captain lieutenant sergeant brigadier general-secretary administrator adviser advisor aide",
    "assistant attorney",
    "judge justice counsel counselor counsellor spokesperson spokesman spokeswoman moderator host editor",
    "editor-in-chief",
    "correspondent journalist reporter columnist professor doctor rector dean academician scientist researcher",
    "engineer manager coordinator",
    "trainer medallist medalist presenter anchor mariner corporal hero producer director-producer commentator",
    "commander-in-chief co-founder",
    "vice-premier sub-lieutenant warrant cadet master grandmaster warden academician-secretary ombudswoman",
    "chairperson-in-office designer",
    "founder owner partner officer ceo cto cfo coo official principal teacher student pupil artist actor actress",
    "singer writer poet composer conductor coach athlete champion pilot cosmonaut astronaut veteran volunteer",
    "activist",
    "chancellor taoiseach tánaiste first lady lord baroness baron duke duchess count countess surgeon czar",
    "prosecutor ombudsman ombudsperson plenipotentiary rapporteur facilitator presidency mp mep msp",
    "foreman worker operator nurse physician entrepreneur businessman farmer lawyer historian cochair firefighter",
    "президент премьер-министр премьер министр председатель губернатор мэр глава руководитель посол представитель",
    "секретарь",
    "директор генеральный заместитель помощник советник король королева принц эмир султан канцлер сенатор депутат",
    "спикер",
    "член директор профессор академик митрополит патриарх корреспондент уполномоченный директора начальник",
    "président présidente ministre secrétaire directeur directrice représentant représentante ambassadeur",
    "ambassadrice",
    "chef roi reine porte-parole gouverneur maire députée député commissaire chancelier chancelière premier première",
    "presidente presidenta ministro ministra secretario secretaria director directora representante embajador",
    "embajadora",
    "canciller rey reina gobernador gobernadora alcalde alcaldesa vocero vocera portavoz titular subsecretario",
    "subsecretaria",
    "coordinador coordinadora jefe jefa jefatura senador senadora diputado diputada comisionado comisionada",
    "procurador procuradora fiscal",
    "comandante general almirante encargado encargada gerente investigador investigadora doctor doctora licenciado",
    "maestro",
    "secretário secretária diretor diretora embaixador embaixadora governador governadora prefeito chanceler",
    "präsident präsidentin bundespräsident bundeskanzler bundeskanzlerin kanzler kanzlerin minister ministerin",
    "ministerpräsident",
    "bundesminister bundesministerin bundesaußenminister bundesaußenministerin außenminister außenministerin",
    "staatssekretär staatssekretärin",
    "regierungssprecher regierungssprecherin staatsminister staatsministerin botschafter botschafterin vorsitzender",
    "vorsitzende premierminister",
    "premierministerin sprecher sprecherin generalsekretär generalsekretärin direttore direttrice segretario",
    "segretaria ambasciatore",
    "minister-president voorzitter premier prezydent premier marszałek президентът президент прем'єр-міністр",
    "міністр голова",
    "cumhurbaşkanı başbakan bakan bakanı başkan başkanı presiden menteri",
    "الرئيس رئيس وزير الوزير السفير سفير الملك ملك الأمير أمير سمو جلالة فخامة معالي المتحدث الناطق نائب ولي أمين",
    "الأمين المندوب",
    "הנשיא נשיא ראש שר השר דובר דוברת",
)
# Nouns that continue an office ("Secretary of State", "Minister of Foreign Affairs"): never part of a name.
OFFICE_NOUNS = words(
    "executive high permanent acting former vice honorary interim senior junior chief assistant associate regional",
    "lead",
    "state states affairs foreign defence defense finance treasury interior justice energy health education trade",
    "commerce agriculture",
    "transport transportation labour labor environment culture science security policy communications development",
    "economy economic",
    "industry council committee commission cabinet government parliament assembly senate house duma congress",
    "federation federal republic union kingdom",
    "people's people’s national international supreme court bank board office department ministry agency",
    "administration organisation",
    "organization association university academy institute centre center region district territory territories area",
    "oblast krai party group",
    "company corporation foundation fund service services force forces staff army navy air police press public",
    "central executive",
    "prime minister general governing regional municipal world global united nations european human rights homeland",
    "budget management",
    "intelligence intergovernmental relations cooperation information technology digital emergency emergencies",
    "natural resources",
    "sports sport tourism veterans housing urban rural construction railways railway television news newspaper",
    "channel studio",
    "journal magazine society church orthodox chamber enterprises enterprise plant factory school club team league",
    "research",
    "systems system project projects programme program initiative initiatives strategic special presidential",
    "plenipotentiary commerce",
    "exteriores hacienda gobernación salud educación economía relaciones secretaría dirección nacional república",
    "estados unidos",
    "affaires étrangères république générale état européennes armées intérieur",
    "федерации республики совета дел иностранных обороны государства правительства думы собрания области края союза",
    "embassy mission consulate delegation secretariat state’s state's relief supply control oversight ethics atomic",
    "nuclear space cosmonautics strategy planning",
    "arctic antarctic siberia caucasus baltic pacific atlantic asia africa europe america americas east west north",
    "south far eastern western",
    "northern southern middle central near",
)

# Country words for splitting "President of Egypt Abdel Fattah el-Sisi". An archive hands in its own list; this one
# holds the names and short forms that stand most often in labels, so that the parser can work alone.
COUNTRIES = phrases(
    "afghanistan|albania|algeria|andorra|angola|argentina|armenia|australia|austria|azerbaijan|bahamas|bahrain|"
    "bangladesh|barbados|"
    "belarus|belgium|belize|benin|bhutan|bolivia|bosnia and herzegovina|botswana|brazil|brunei|bulgaria|"
    "burkina faso|burundi|"
    "cambodia|cameroon|canada|cape verde|central african republic|chad|chile|china|colombia|comoros|congo|"
    "costa rica|croatia|cuba|cyprus|"
    "czech republic|czechia|czechoslovakia|denmark|djibouti|dominica|dominican republic|ecuador|egypt|el salvador|"
    "equatorial guinea|eritrea|estonia|eswatini|ethiopia|fiji|finland|france|gabon|gambia|georgia|germany|ghana|"
    "greece|grenada|"
    "guatemala|guinea|guinea-bissau|guyana|haiti|honduras|hungary|iceland|india|indonesia|iran|iraq|ireland|israel|"
    "italy|ivory coast|"
    "côte d’ivoire|côte d'ivoire|jamaica|japan|jordan|kazakhstan|kenya|kiribati|korea|kosovo|kuwait|kyrgyzstan|"
    "kyrgyz republic|laos|latvia|lebanon|"
    "lesotho|liberia|libya|liechtenstein|lithuania|luxembourg|macedonia|north macedonia|madagascar|malawi|malaysia|"
    "maldives|mali|malta|"
    "marshall islands|mauritania|mauritius|mexico|micronesia|moldova|monaco|mongolia|montenegro|morocco|mozambique|"
    "myanmar|"
    "namibia|nauru|nepal|netherlands|the netherlands|new zealand|nicaragua|niger|nigeria|north korea|norway|oman|"
    "pakistan|palau|"
    "palestine|panama|papua new guinea|paraguay|peru|philippines|the philippines|poland|portugal|qatar|romania|"
    "russia|"
    "russian federation|rwanda|saint lucia|samoa|san marino|saudi arabia|senegal|serbia|serbia and montenegro|"
    "seychelles|"
    "sierra leone|singapore|slovakia|slovenia|solomon islands|somalia|south africa|south korea|south ossetia|"
    "abkhazia|south sudan|"
    "soviet union|spain|sri lanka|sudan|suriname|sweden|switzerland|syria|syrian arab republic|taiwan|tajikistan|"
    "tanzania|thailand|"
    "timor-leste|togo|tonga|trinidad and tobago|tunisia|turkey|türkiye|turkmenistan|tuvalu|uganda|ukraine|"
    "united arab emirates|"
    "united kingdom|great britain|britain|united states|united states of america|usa|us|u.s.|uk|u.k.|uae|dprk|ussr|"
    "uruguay|uzbekistan|vanuatu|"
    "vatican|holy see|venezuela|vietnam|viet nam|yemen|yugoslavia|zambia|zimbabwe|european union|eu|nato|"
    "united nations|un|"
    "democratic people’s republic of korea|democratic people's republic of korea|republic of korea|"
    "people’s republic of china|"
    "people's republic of china|republic of belarus|republic of kazakhstan|arab republic of egypt|"
    "islamic republic of iran|"
    "federal republic of germany|republic of serbia|republic of south africa|republic of cuba|"
    "socialist republic of vietnam|"
    "lao people’s democratic republic|bolivarian republic of venezuela|kingdom of saudi arabia|republic of türkiye|"
    "republic of turkey|republic of india|republic of uzbekistan|republic of tajikistan|republic of armenia|"
    "republic of azerbaijan|republic of moldova|republic of the congo|democratic republic of the congo|"
    "россии|российской федерации|белоруссии|республики беларусь|китая|кнр|казахстана|республики казахстан|турции|"
    "индии|украины|"
    "франции|германии|сша|японии|египта|ирана|сербии|армении|азербайджана|киргизии|таджикистана|узбекистана|венгрии|"
    "кндр|"
    "méxico|españa|francia|alemania|brasil|estados unidos|estados unidos de américa|reino unido|rusia|italia|japón|"
    "allemagne|espagne|italie|royaume-uni|états-unis|chine|russie|japon|ukraine|"
    "frankreich|deutschland|spanien|polen|russland|italien|vereinigtes königreich"
)
# Cities of datelines that are shaped like a person's name.
PLACES = phrases(
    "new york|new york city|los angeles|san francisco|san diego|san salvador|san josé|san jose|santo domingo|"
    "buenos aires|rio de janeiro|são paulo|"
    "sao paulo|la paz|panama city|mexico city|guatemala city|port-au-prince|port of spain|kuala lumpur|hong kong|"
    "ho chi minh city|phnom penh|"
    "new delhi|sri jayawardenepura kotte|abu dhabi|tel aviv|cape town|addis ababa|dar es salaam|port louis|"
    "saint petersburg|st petersburg|"
    "st. petersburg|nizhny novgorod|veliky novgorod|camp david|white house|the white house|united nations|"
    "the kremlin|the hague|bad godesberg|santa cruz|"
    "las vegas|salt lake city|saint paul|st. louis|san antonio|el paso|fort worth|gaza strip|west bank|black sea|"
    "baltic sea|red sea|south china sea|"
    "нижний новгород|великий новгород|санкт-петербург|большой кремлёвский дворец"
)
DEMONYMS = words(
    "russian american french german british chinese japanese indian italian spanish turkish iranian iraqi israeli",
    "egyptian",
    "ukrainian belarusian polish hungarian serbian greek korean vietnamese cuban brazilian mexican canadian",
    "australian",
    "finnish swedish norwegian danish dutch belgian austrian swiss czech slovak slovenian croatian bulgarian",
    "romanian",
    "armenian azerbaijani georgian kazakh kazakhstani kyrgyz tajik uzbek turkmen moldovan latvian lithuanian",
    "estonian",
    "saudi syrian lebanese jordanian palestinian algerian moroccan tunisian libyan sudanese ethiopian kenyan",
    "nigerian",
    "pakistani afghan bangladeshi sri nepalese thai indonesian malaysian singaporean philippine filipino mongolian",
    "argentine argentinian chilean colombian venezuelan peruvian bolivian ecuadorian african european asian arab us",
    "u.s. uk eu soviet irish",
)

# Small words inside names, compared as printed in lower case.
PARTICLES = words(
    "de del della dei di da do dos das du des van von der den dem zu zum zur af av ter ten te la le las los l’ d’",
    "d' e y i",
    "bin bint ibn ben abu al el ul ur ud as at an ad ath oglu ogly kyzy kızı oğlu uulu ap mac saint san santa the",
    "af ag st. y’",
)
SUFFIXES = words(
    "jr. jr sr. iii ii iv vi vii viii ix xi xii xiii xiv xv xvi i v x junior senior esq. phd ph.d. md m.d. kc qc",
    "mp obe kbe",
)
