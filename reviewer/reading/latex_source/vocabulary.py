"""What is known of LaTeX's commands: which arguments they take, and which of them a reader sees.

Tables only. `[` stands for an optional argument, `{` for a mandatory one.
"""

ALL = "+"
"""Whatever arguments follow."""
_WITH_ALL_ARGUMENTS = """
    AuthorCitation AuthorNames DOI DeclareGraphicsExtensions IEEEauthorblockA
    IEEEpubid IEEEspecialpapernotice LTcapwidth ORCID
    PassOptionsToPackage RequirePackage TODO TitleCitation accepted
    acknowledgmentname acmArticle acmBooktitle acmConference acmDOI acmISBN acmJournal
    acmMonth acmNumber acmPrice acmSubmissionID acmVolume acmYear addbibresource addr
    address affil affiliation affiliations arrayrulecolor articlenumber
    authorrunning bibfield bibinfo bibliography bibliographystyle captionof captionsetup
    ccsdesc cellcolor citestyle collaboration columncolor copyrightyear corrauth corref
    correspondence corresponding cortext crefname curraddr date dateaccepted datepublished
    datereceived daterevised dedicatory documentclass doi ead editor editors email emails
    externaleditor firstpage fixme fnref fntext footnote footnotemark footnotetext glsadd
    graphicspath history hphantom hreflink hypersetup hyphenation
    icmlaffiliation icmlcorrespondingauthor icmlkeywords icmlsetsymbol icmltitlerunning
    include includeonly includepdf includesvg index input inst institute institution issue
    issuenum jnum journal journalname jvol jyear keyword keywords label lastpage linespread
    lstset marginnote marginpar markright newcites nocite orcid orcidID
    orcidauthorA orcidauthorB orcidlink pacs pagenumbering pagestyle pdfinfo phantom
    preprint printAffiliationsAndNotice printbibliography published pubvolume
    pubyear putbib received revised rowcolor runningauthor runningtitle setcitestyle
    setcopyright setstretch shortauthors shorttitle smash subcaption subjclass subjclassname
    thanks thanksref thispagestyle titlerunning titlespacing tnoteref todo twocolumn urladdr
    urlstyle usefonttheme usepackage usetikzlibrary volume vphantom
""".split()
DROPPED = {
    **dict.fromkeys(_WITH_ALL_ARGUMENTS, ALL),
    **dict.fromkeys(("includegraphics", "epsfig", "psfig", "includestandalone"), ALL),
    **dict.fromkeys(("setlength", "addtolength", "setcounter", "addtocounter", "markboth"), "{{"),
    **dict.fromkeys(("color", "pagecolor"), "[{"),
    **dict.fromkeys(("vspace", "hspace", "refstepcounter", "stepcounter", "addvspace"), "{"),
    **dict.fromkeys(("selectlanguage", "fontfamily", "fontseries", "fontshape"), "{"),
    **dict.fromkeys(("hyperlink", "enlargethispage", "tag"), "{"),
    **dict.fromkeys(("definecolor", "addcontentsline"), "{{{"),
    **dict.fromkeys(("rule", "fontsize"), "[{{"),
    **dict.fromkeys(("linebreak", "nolinebreak", "pagebreak", "nopagebreak"), "["),
}
KEPT = {  # the arguments, and which of them shows
    "textcolor": ("[{{", 2),
    "colorbox": ("[{{", 2),
    "fcolorbox": ("{{{", 2),
    "parbox": ("[[[{{", 4),
    "raisebox": ("{[[{", 3),
    "resizebox": ("{{{", 2),
    "scalebox": ("{[{", 2),
    "rotatebox": ("[{{", 2),
    "makebox": ("[[{", 2),
    "framebox": ("[[{", 2),
    "multirow": ("[{[{[{", 5),
    "multicolumn": ("{{{", 2),
    "href": ("[{{", 2),
    "hyperref": ("[{", 1),
    "texorpdfstring": ("{{", 0),
    "foreignlanguage": ("[{{", 2),
    "hypertarget": ("{{", 1),
    "adjustbox": ("{{", 1),
    "stackrel": ("{{", 1),
    "overset": ("{{", 1),
    "underset": ("{{", 1),
    "ifthenelse": ("{{{", 1),
    "uppercase": ("{", 0),
    "substack": ("{", 0),
    "acrodef": ("{[{", 2),
    "bibnamefont": ("{", 0),
    "shortstack": ("[{", 1),
    "newacronym": ("{{{", 2),
    "mathchoice": ("{{{{", 1),
    "IEEEeqnarraymulticol": ("{{{", 2),
    "tablenote": ("{{", 1),
    "marginnote": ("[{", 1),
    "Hy@raisedlink": ("{", 0),
}
# Layout and type: the name goes, and what it stands before stays as it is.
SILENT = frozenset(
    """
    Ac Bbb BibitemOpen BibitemShut Big Bigg Biggl Biggr Bigl Bigm Bigr EndOfBibitem
    FloatBarrier Gls Glspl Huge IEEEcompsocitemizethanks
    IEEEdisplaynontitleabstractindextext IEEEpeerreviewmaketitle IEEEraisesectionheading
    LARGE Large MakeLowercase MakeTextUppercase MakeUppercase NoBlackBoxes TagsOnRight ac
    acf ackname acknowledgment acl acp acresetall acrfull acrlong acrshort acrshortpl acs
    advance allowbreak appendix arraybackslash arraystretch backmatter balance baselineskip
    begingroup bf bfseries bgroup bibfnamefont bibitem bibitemStop bibnamefont big bigg
    biggl biggr bigl bigm bigr bigskip bm bold boldmath boldsymbol bottomrule boxed break
    bye bysame cal centerdot centering centerline citenamefont cleardoublepage clearpage
    clubpenalty columnbreak columnwidth cortext count csname csuse dimen displaylimits
    displaystyle divide document dotfill doublespace doublespacing egroup eightpoint eject
    else em emergencystretch emph endcsname enddocument endfirsthead endfoot endgroup
    endhead endinput endlastfoot endtopmatter enquote ensuremath exhyphenpenalty expandafter
    fbox fi filbreak fill flushbottom flushleft flushright footnotesep footnotesize frak
    frenchspacing frontmatter fussy global gls glsentrylong glsentryshort glspl goodbreak
    hangindent hbadness hbox head hl hrule hrulefill hsize hss huge hyphenpenalty
    icmlEqualContribution ifmmode ignorespaces indent it itemsep itshape labelsep large
    leavevmode left leftline leftmargin limits linenumbers linewidth listoffigures
    glsresetall allowdisplaybreaks phantomsection IEEEoverridecommandlockouts
    abovecaptionskip noaffiliation listoftables long lowercase
    magnification mainmatter makeatletter makeatother maketitle
    mathbbm mathbf mathcal mathclose mathds mathfrak mathinner mathit mathnormal mathop
    mathopen mathord mathpunct mathrm mathscr mathsf mathstrut mathtt mbox mdseries medskip
    middle midrule multiply natexlab negthinspace newblock newdimen newpage nobreak noindent
    nolimits nolinenumbers nolinkurl nologo nonfrenchspacing nonumber nopagenumbers
    normalfont normalsize notag null obeylines onecolumn onehalfspacing operatorname
    operatornamewithlimits outer overbrace overleftarrow overline overrightarrow pagebreak
    parindent parsep parskip path pmb pretolerance printAffiliationsAndNotice
    printbibliography protect raggedbottom raggedleft raggedright relax right rightline rm
    rmfamily roman samepage sc scriptscriptstyle scriptsize scriptstyle scshape sf sffamily
    shorthandoff singlespacing skip sl sloppy sloppypar slshape small smallskip smc sout
    space st stretch string strut switchcolumn tabcolsep tableofcontents tenpoint text
    textbf textheight textit textmd textnormal textquote textrm textsc textsf textsl
    textstyle texttt textup textwidth tightlist tiny today toks tolerance topmatter toprule
    topsep tt ttfamily twelvepoint twocolumn ul uline unboldmath underbrace underline unskip
    upshape url vbadness vbox vfil vfill vsize vss vtop widehat widetilde widowpenalty
    """.split()
)
DIMENSIONS = frozenset(
    """
    abovecaptionskip abovedisplayskip baselineskip belowcaptionskip belowdisplayskip
    columnsep emergencystretch evensidemargin floatsep footheight footskip hangindent
    headheight headsep hoffset hsize hskip intextsep itemsep jot kern leftskip lineskip
    lower mathsurround mkern moveleft moveright mskip oddsidemargin parindent parsep parskip
    raise rightskip tabcolsep textfloatsep textheight textwidth topmargin topskip unitlength
    voffset vsize vskip
    """.split()
)
_NUMBERS = """
    ref eqref pageref nameref labelcref subref cpageref thref crefrange Crefrange vpageref
    prettyref fref Fref figref tabref secref
    """.split()
REFERRING = {  # a name of what is meant shows; its number is not known
    **dict.fromkeys(("cref", "Cref", "autoref", "vref", "Vref", "fullref", "zcref"), True),
    **dict.fromkeys(_NUMBERS, False),
}
MEANT = {
    **{"fig": "figure", "figure": "figure", "tab": "table", "table": "table", "tbl": "table"},
    **{"sec": "section", "ssec": "section", "subsec": "section", "section": "section"},
    **{"eq": "equation", "eqn": "equation", "equation": "equation", "app": "appendix"},
    **{"appendix": "appendix", "alg": "algorithm", "algo": "algorithm", "thm": "theorem"},
    **{"theorem": "theorem", "lem": "lemma", "lemma": "lemma", "prop": "proposition"},
    **{"def": "definition", "cor": "corollary", "ch": "chapter", "chap": "chapter"},
    **{"lst": "listing", "ass": "assumption", "rem": "remark", "ex": "example"},
}
QUANTITIES = frozenset(("SI", "qty", "num", "unit", "si", "ang", "SIrange", "numrange", "qtyrange"))
FRACTIONS = frozenset(("frac", "dfrac", "tfrac", "cfrac", "nicefrac", "sfrac", "textfrac"))
TEXT_IN_MATHS = frozenset(
    """
    hbox intertext shortintertext mbox text textbf textit textnormal textrm textsc textsf texttt
    """.split()
)
DISPLAYS = frozenset(
    """
    IEEEeqnarray align alignat darray dgroup displaymath dmath empheq eqnarray equation
    flalign gather gathered math multline numcases subequations subnumcases xalignat
    """.split()
)
"""Environments of mathematics that stand in the middle of a sentence; starred ones too."""
FLOATS = frozenset(
    """
    SCfigure SCtable ThreePartTable algo algorithm algorithm2e deluxetable figure figwindow
    floatingfigure listing longtable marginfigure margintable plate procedure scheme
    sidewaysfigure sidewaystable specialtable subfigure subtable supertabular table
    tabwindow teaserfigure threeparttable turnpage wrapfigure wraptable xltabular
    """.split()
)
"""Environments of which the captions are read."""
UNSEEN = frozenset(
    """
    AMS CCSXML IEEEkeywords MSCcodes NiceTabular algorithmic axis forest graphicalabstract
    icmlauthorlist keyword keywords longtblr lrbox mathpar nicetabular overpic picture
    prooftree pspicture tabbing tabular tabularx tabulary tblr tikzcd tikzpicture xy
    """.split()
)
"""Environments that are left out."""
INLINE = frozenset(
    """
    Bmatrix Vmatrix aligned alignedat array bmatrix cases dcases footnotesize large matrix
    normalsize otherlanguage pmatrix rcases scriptsize sloppypar small smallmatrix split
    vmatrix
    """.split()
)
"""Environments that do not end a paragraph."""
FRONT = frozenset(
    """
    homepage translatedtitle translatedsubtitle translatedkeywords received speaker
    Address Author AuthorNames Authors Title affilnum
    altaffiliation author authornote authornotemark authors corres firstnote icmlauthor
    icmltitle secondnote subtitle subtitlenote title titlenote
    urlstyle
    """.split()
)
"""What belongs to the title, wherever it stands."""
STATEMENTS = frozenset(
    """
    abbreviations authorcontribution authorcontributions codeavailability
    codedataavailability competinginterests conflicts conflictsofinterest dataavailability
    disclaimer funding informedconsent institutionalreview sampleavailability supplementary
    """.split()
)
"""Statements that journals want, none of them evidence."""
