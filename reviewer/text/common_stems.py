"""Stems that many papers share, so that a word of a statement weighs less if it is one of them.

For where no collection says how rare a word is: the stems in at least one of twenty of 24,910
arXiv abstracts of all fields (docs/log.md, "Does the passage say it").
"""

_LISTED = """
    abil accur accuraci achiev action activ adapt addit address advanc agent aim algorithm align
    allow analysi analyz annot answer appli applic architectur assess attent augment autom
    automat autonom avail averag balanc base baselin becom behavior benchmark best better beyond
    bias bridg build capabl captur case challeng chang classif clinic code coher collect combin
    common competit complet complex compon comprehens comput condit conduct consist constraint
    construct contain content context continu contrast contribut control core correct cost creat
    critic crucial current data dataset decis decod deep degrad demonstr depend deploy deriv
    design despit detail detect develop diffus direct distinct distribut divers domain
    downstream dynam effect effici embed emerg empir employ enabl encod enhanc ensur environ
    error essenti establish estim evalu evid exhibit exist experi experiment explicit explor
    extend extens extract face fail featur field final find first focus follow foundat four
    frame framework function fundament furthermor fusion futur gain gap general generat geometr
    global graph ground guid high highlight human identifi imag implement import improv includ
    incorpor increas indic infer inform inher input insight integr intellig interact interpret
    investig issu iter joint key knowledg label lack languag latent layer lead learn level
    leverag lightweight limit llm llms local loss maintain map mask match measur mechan medic
    memori metric minim mitig modal model modul moreov multimod multipl natur network neural new
    nois novel number object observ offer open oper optim origin outperform output overal pair
    paradigm paramet particular pattern perform pipelin point pose posit potenti power practic
    precis predict preserv pretrain previous prior problem process produc progress project
    promis prompt provid public qualiti queri question rang rate real reason recent recognit
    reconstruct reduc refer refin region reinforc relat releas relev reli reliabl remain repres
    represent requir research resourc respons result retriev reveal reward robust sampl scalabl
    scale scenario scene score second segment select semant sequenc set share shift signal
    signific similar simpl simul singl small solut sourc space span spatial special specif stage
    standard state step strategi strong structur struggl substanti success suffer suggest
    superior supervis support synthesi synthet system systemat target task tempor term test text
    three time token tool tradit train trajectori transfer transform type typic understand unifi
    user util valid vari variat video view vision visual weight wide yield
"""
COMMON_STEMS = frozenset(_LISTED.split())
