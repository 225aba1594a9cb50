"""Word lists for names of persons, each with its reason."""

from __future__ import annotations


def split_words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def split_phrases(text: str) -> frozenset[str]:
    return frozenset(text.split("|"))


# What sources write where they do not know who spoke.
PLACEHOLDERS = split_phrases(
    "unknown|unknown speaker|unidentified|unidentified speaker|n a|na|none|null|nil|anonymous|not indicated|"
    "not known|not available|no name|tbd|tba|speaker|speakers|various|various speakers|several|"
    "several speakers|multiple|multiple speakers|name|name unknown|senior administration official|"
    "senior official|administration official|official|the delegation|delegation|representative|"
    "the representative|president|the president|spokesperson|spokesman|spokeswoman|minister|prime minister|"
    "unnamed|unsigned|staff|admin|editor|test|xxx|foo|press service|press office|press secretary|"
    "the white house|white house|office of the press secretary|participants|all|end|aide"
)

PLACEHOLDER_OFFICES = split_phrases(
    "unknown|n a|na|none|null|nil|not indicated|not known|not available|delegation|the delegation|tbd|tba"
)

# Ranks and professions that stand before a name like an honorific.
RANKS = split_words(
    "general gen lieutenant lt colonel col major maj captain capt cpt brigadier brig admiral adm marshal "
    "field-marshal commander cmdr commodore sergeant sgt field vice-admiral rear-admiral major-general "
    "lieutenant-general lieutenant-colonel lieutenant-commander brigadier-general professor prof doctor dr "
    "ambassador senator minister president secretary governor mayor congressman congresswoman judge justice "
    "archbishop bishop cardinal monsignor msgr reverend rev father honourable honorable hon right rt "
    "excellency he her his majesty highness royal serene sir dame lord lady baroness baron count countess "
    "chief vice deputy acting comrade engineer ing arq lic shri smt datuk dato' dato tun tan sri dr-ing nana "
    "ratu otunba alhaji"
)

# Parties whose people print the family name first, and how the archive keeps it: as printed.
FAMILY_FIRST_PARTIES = frozenset({"CHN", "TWN", "KOR", "PRK", "VNM", "HUN", "JPN", "KHM"})

# Parties whose people have no family name: lists sort them as printed.
GIVEN_FIRST_PARTIES = split_words("MMR ETH ERI THA BTN MNG")

# Words that show that a run of capitals is no person.
NON_NAME_WORDS = split_words(
    "luncheon dinner reception breakfast usa inc llc ltd corp corporation company foundation association institute "
    "university college council committee commission department office ministry board bank group union federation "
    "initiative program programme project act bill day week month statement remarks fact sheet administration "
    "president vice minister secretary economics macroeconomics analytics capital research news times post journal"
)

# Parties where a person may be printed with two surnames and no given name.
IBERIAN_PARTIES = split_words(
    "ESP MEX GTM HND SLV NIC CRI PAN COL VEN ECU PER BOL CHL ARG PRY URY CUB DOM PHL PRT BRA AGO MOZ CPV STP GNQ AND"
)

# Of those, where a person has two surnames and is called by the first: lists sort by both.
SPANISH_PARTIES = IBERIAN_PARTIES - split_words("PHL PRT BRA AGO MOZ CPV STP")

# The commonest given names of those countries, folded: one of them as the first word makes a name full.
IBERIAN_GIVEN_NAMES = split_words(
    "abel adalberto adan adela adolfo adrian agustin alan alba alberto alejandra alejandro alex alfonso "
    "alfredo alicia alma alva alvaro amado amalia amparo ana anabela andrea andres angel angela angelica "
    "anibal antonia antonieta antonio aquilino ariel arlindo armando arnaldo arnoldo artur arturo augusto "
    "aurelia aureliano aurelio baltasar barbara beatriz benedicta benigno benito bernardo bienvenido blanca "
    "boris bruno camilo carla carlos carmen carolina caspar catalina cayetano cecilia celso cesar cesareo "
    "christian clara claudia claudio clemente concepcion consuelo corazon cristian cristiana cristina "
    "cristobal dagoberto daniel daniela danilo dante dario david delfina delia denis diana diego dilma diogo "
    "dionisio dolores domenec domingo domitila dulce eamon edgar edmundo eduardo eladio elena elias elisa eloy "
    "elsa elvira emilia emiliano emilio emma enrique epsy erasmo eric ernesto esperanza esteban estela ester "
    "eugenia eugenio eva evaristo evo fabian fabiola felipe felix ferdinand fernanda fernando fidel fidelia "
    "fidelino filipe florencio fradique francisca francisco frank franklin freddy fructuoso gabriel gabriela "
    "galo gaston george geraldo gerardo german gil gilberto gilda gina gioconda gloria gonzalo graca gregorio "
    "guido guilherme guillermo gustavo hector helena henrique heraldo hermes hernan hilarion hilda hipolito "
    "homero horacio hugo humberto ignacio ines irene iris isaac isabel isidro ismael israel itamar ivan "
    "jacinto jacobo jaime jair javier jeanine jeronimo jerónimo jesus joao joaquim joaquin jorge jose josefina "
    "josep juan juana juanita julia julian julio justino karen kevin laura lauro leandro leila leon leonardo "
    "leonel leonor leopoldo leticia lidia ligia liliana lina lisandro lorena lorenzo lourdes lucas lucia "
    "lucila lucio luis luisa luiz lula lupe magdalena manuel manuela marcela marcelino marcelo marcia marco "
    "marcos margarita maria mariana mariano maribel mariela marina mario marta martha martin mateo mateus "
    "matias mauricio mauro maximo mercedes michel michelle miguel milton mireya mirta mitha moises monica "
    "narciso nayib nelson nestor nicanor nicolas nicole noemi norma nuno octavio olga omar oriol orlando oscar "
    "osvaldo oswaldo otto pablo paloma pascoal pastor patricia patricio paula paulina paulo pedro pepe "
    "perfecto pilar placido porfirio rafael raimundo ramiro ramon raquel raul rebeca reinaldo renato rene "
    "ricardo rigoberta roberto rocio rodolfo rodrigo rogelio roger roilo roland rolando roman romulo ronald "
    "rosa rosalia rosario roxana ruben rufino ruth ruy salvador samuel sandra santiago sara sebastian "
    "sebastiao segundo sergio silvia simon sixto sofia soledad sonia susana tabare tancredo telma teodoro "
    "teofilo teofisto teresa thelma timoteo tomas ulises valentin vanessa venancio vicente victor victoria "
    "vinicio violeta virgilio virginia vladimir walter washington wilfredo william wilson xanana ximena "
    "yolanda"
)

# Words with which surnames begin, folded: "Mr. Ould Boubacar" has no given name.
NOT_GIVEN_NAMES = split_words(
    "abu aboul abul abou ould el al as ash bin bint ibn van von der den de del della di da do dos das du la le "
    "los las mac mc o d st saint san santa ter ten te af av zu zur zum bou ait nan ba ole"
)
