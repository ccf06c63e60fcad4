"""A better order for the best passages of a search, by a reranker that reads them with the query.

In come a query and passages; out come the same passages in another order. Where the reranker
fails the order stays, with a notice. It knows nothing of stores, or of how passages were found.
"""

from reviewer.reranking.ordering import Reranker, rerank
from reviewer.reranking.session import Reranking, open_reranking

__all__ = ["Reranker", "Reranking", "open_reranking", "rerank"]
