"""Words that tell names from places and institutions, prose from lists, and compounds from breaks.

Lists only; what is done with them stands where they are used.
"""

PARTICLES = frozenset(
    "van von de del della der den des di da dos du la le los el al bin ibn ben ter ten te zu zum"
    " y e st st. af av".split()
)

SUFFIXES = frozenset("jr jr. sr sr. ii iii iv".split())

DEGREES = frozenset(
    "phd ph.d ph.d. md m.d. m.d msc bsc ba ma mba frcp rn mph dr dr. prof prof. professor ieee"
    " member fellow senior student graduate acm life".split()
)

INSTITUTIONS = frozenset(
    """
    university universite universität universitat universidad universita univ univ. institute
    institut institution instituto department departamento dept dept. laboratory laboratories lab
    labs laboratoire college school faculty center centre centro research academy hospital clinic
    inc inc. corp corp. ltd ltd. llc gmbh company corporation group team division unit section
    science sciences technology technologies engineering computer computing informatics physics
    mathematics statistics linguistics medicine medical biology chemistry economics psychology
    """.split()
)

NOT_NAMES = frozenset(
    """
    language processing information systems system software data artificial intelligence machine
    learning network networks national international federal ministry council agency foundation
    society association street avenue road ave ave. st. box p.o. building floor
    place road rd lane drive boulevard parkway square heights campus usa u.s.a. uk u.k.
    china japan germany canada australia india korea brazil netherlands switzerland sweden norway
    denmark finland austria belgium poland portugal greece turkey russia singapore taiwan mexico
    abstract introduction summary keywords received accepted published submitted revised draft
    version date volume journal proceedings conference workshop article paper review letter report
    chapter editor editors edited editorial author authors corresponding email e-mail email: google
    microsoft facebook meta amazon openai deepmind nvidia ibm adobe baidu alibaba tencent huawei
    xerox the of for this our using via towards toward about into based analysis study approach
    method methods theory open access original copyright license repository submitted: published:
    license: doi doi: equal contribution present address current working note notes anonymous
    name project test pdf
    """.split()
)

PLACES = frozenset(
    """
    new york|hong kong|united states|united kingdom|south africa|south korea|new zealand|new jersey|
    san francisco|san diego|san jose|los angeles|palo alto|mountain view|menlo park|las vegas|
    santa barbara|santa cruz|santa clara|tel aviv|sao paulo|são paulo|rio de janeiro|buenos aires|
    mexico city|new delhi|kuala lumpur|saudi arabia|sri lanka|costa rica|czech republic|ann arbor|
    salt lake city|north carolina|south carolina|new haven|new mexico|west lafayette|stony brook|
    carnegie mellon|johns hopkins|georgia tech|virginia tech|bell labs|abu dhabi|st louis|the hague
    """.replace("\n", " ")
    .replace("| ", "|")
    .strip()
    .split("|")
)

COMPOUNDING = frozenset(
    "non self well semi cross multi state high low long short first second third two three four"
    " quasi pseudo ex real large small full half open closed close fine coarse single double"
    " task domain data end context".split()
)

AFTER_COMPOUNDING = frozenset(
    "based like free driven level specific aware order scale time wise type dependent independent"
    " oriented source valued trained tuned supervised".split()
)

PLAIN_WORDS = frozenset(
    "the a we is are this that these which with by to in has have be been from it its as on can"
    " our was were not or but they their there".split()
)
