"""Fifty sentences in our own words, in pairs: the second says what the first says."""

PAIRS = (
    (
        "A retriever that abstains makes fewer false statements.",
        "Systems that decline to answer when nothing relevant is found are wrong less often.",
    ),
    (
        "Longer chunks lower the recall of dense retrieval.",
        "When passages get bigger, searching them by vectors finds fewer of the right ones.",
    ),
    (
        "Sampling several answers and voting improves arithmetic reasoning.",
        "Taking the majority over many generated solutions helps with maths problems.",
    ),
    (
        "The model was trained on two million images of street scenes.",
        "Photographs of roads, two million of them, made up the training set.",
    ),
    (
        "Small language models can be distilled from large ones.",
        "Knowledge of a big network can be transferred to a compact language model.",
    ),
    (
        "Vaccination halved the number of hospital admissions.",
        "Only half as many people needed hospital care after being vaccinated.",
    ),
    (
        "Citations produced by language models often point to papers that do not exist.",
        "Chatbots frequently cite articles that were never written.",
    ),
    (
        "The telescope found water vapour in the atmosphere of a distant planet.",
        "Astronomers detected steam around a planet far from our sun.",
    ),
    (
        "Graph neural networks predict the energy of molecules.",
        "How much energy a molecule has can be estimated by networks over graphs.",
    ),
    (
        "Quantised weights make inference faster on ordinary processors.",
        "Storing parameters in few bits speeds models up on a normal CPU.",
    ),
    (
        "Robots learn to grasp objects from demonstrations.",
        "Watching people, a machine arm picks up how to take hold of things.",
    ),
    (
        "Rising sea temperatures bleach coral reefs.",
        "Corals lose their colour when the ocean warms.",
    ),
    (
        "Peer review scores of the same manuscript vary widely.",
        "Two reviewers seldom give one manuscript the same score.",
    ),
    (
        "Translation quality drops for languages with little training data.",
        "Machine translation is worse where few parallel texts exist.",
    ),
    (
        "The benchmark was contaminated by documents seen during pre-training.",
        "Test questions had leaked into the corpus that the model learned from.",
    ),
    (
        "Mice without the gene lived a fifth longer.",
        "Knocking the gene out extended the animals' life by twenty percent.",
    ),
    (
        "Readers trust a summary more when each sentence shows its source.",
        "Showing where every claim comes from raises people's confidence in a digest.",
    ),
    (
        "Batteries with solid electrolytes charge within ten minutes.",
        "Ten minutes suffice to fill a solid-state cell.",
    ),
    (
        "Reinforcement learning from human feedback makes assistants more polite.",
        "Rewarding what raters like leads to chatbots with better manners.",
    ),
    (
        "Students remember more when they test themselves.",
        "Practising recall helps learners keep what they have studied.",
    ),
    (
        "The lexical baseline beat the neural ranker outside its domain.",
        "On unfamiliar collections word matching outperformed the learned ranking model.",
    ),
    (
        "Attention cost grows with the square of the sequence length.",
        "Doubling the input makes self-attention four times as expensive.",
    ),
    (
        "Bees navigate by the polarisation of light.",
        "Insects that make honey find their way with polarised skylight.",
    ),
    (
        "Privacy is protected by adding noise to the gradients.",
        "Perturbing the updates during training keeps personal data secret.",
    ),
    (
        "Urban trees cool the air by up to three degrees.",
        "Streets with trees are as much as three degrees less hot.",
    ),
)

SENTENCES = tuple(sentence for pair in PAIRS for sentence in pair)
