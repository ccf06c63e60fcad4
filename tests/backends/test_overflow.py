"""A request that is too long is known by the words of servers, and so is what a model can read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.backends.overflow import overflow_in
from reviewer.errors import ContextLengthError, ModelReplyError
from tests.scripted_server import Open, Reply, Serve

ASKED = [("user", "why?")]
SSE = {"Content-Type": "text/event-stream"}
# In the servers' wordings, with numbers of ours.
TOO_LONG = {
    "openai": (
        400,
        '{"error": {"message": "This model\'s maximum context length is 4096 tokens. However, you '
        'requested 5000 tokens (3976 in the messages, 1024 in the completion).", "type": '
        '"invalid_request_error", "param": "messages", "code": "context_length_exceeded"}}',
        4096,
    ),
    "openai, newer": (
        400,
        '{"error": {"message": "Your input exceeds the context window of this model. Please adjust '
        'your input and try again.", "code": "context_length_exceeded"}}',
        None,
    ),
    "openai, in tokens": (
        400,
        '{"error": {"message": "Input tokens exceed the configured limit of 272000 tokens. Your '
        'messages resulted in 300100 tokens.", "code": "context_length_exceeded"}}',
        272000,
    ),
    "vllm": (
        400,
        '{"object": "error", "message": "This model\'s maximum context length is 2048 tokens. '
        'However, you requested 3000 tokens.", "type": "BadRequestError", "code": 400}',
        2048,
    ),
    "vllm, of the reply": (
        400,
        '{"error": {"message": "\'max_tokens\' or \'max_completion_tokens\' is too large: 1024. '
        "This model's maximum context length is 1100 tokens and your request has 300 input tokens "
        '(1024 > 1100 - 300).", "code": 400, "param": "max_tokens"}}',
        1100,
    ),
    "vllm, of the prompt": (
        400,
        '{"error": {"message": "The decoder prompt (length 9001) is longer than the maximum model '
        'length of 8192. Make sure that `max_model_len` is no smaller.", "code": 400}}',
        8192,
    ),
    "sglang": (
        400,
        '{"message": "Requested token count exceeds the model\'s maximum context length of 131072 '
        'tokens. You requested a total of 140000 tokens: 139000 from the input.", "code": 400}',
        131072,
    ),
    "llama.cpp": (
        400,
        '{"error": {"code": 400, "message": "request (8204 tokens) exceeds the available context '
        'size (4096 tokens), try increasing it", "type": "exceed_context_size_error", '
        '"n_prompt_tokens": 8204, "n_ctx": 4096}}',
        4096,
    ),
    "llama.cpp, older": (
        400,
        '{"error": {"code": 400, "message": "the request exceeds the available context size, try '
        'increasing it", "type": "invalid_request_error"}}',
        None,
    ),
    "llama-cpp-python": (
        400,
        '{"error": {"message": "This model\'s maximum context length is 512 tokens. However, you '
        'requested 700 tokens (600 in the messages, 100 in the completion).", "type": '
        '"invalid_request_error", "param": "messages", "code": "context_length_exceeded"}}',
        512,
    ),
    "llama-cpp-python, failing": (
        500,
        '{"error": {"message": "Requested tokens (700) exceed context window of 512", "type": '
        '"internal_server_error", "param": null, "code": null}}',
        512,
    ),
    "ollama": (
        400,
        '{"error": {"message": "input length exceeds maximum context length"}}',
        None,
    ),
    "lm studio": (
        400,
        '{"error": "The number of tokens to keep from the initial prompt is greater than the '
        'context length (n_keep: 13055>= n_ctx: 4096). Try a larger context length."}',
        4096,
    ),
    "lm studio, older": (
        400,
        '{"error": "Trying to keep the first 10136 tokens when context the overflows. However, the '
        'model is loaded with context length of only 7866 tokens, which is not enough."}',
        7866,
    ),
    "lm studio, mlx": (400, '{"error": "Context size has been exceeded."}', None),
    "tgi": (
        422,
        '{"error": "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 2048. '
        'Given: 1244 `inputs` tokens and 1024 `max_new_tokens`", "error_type": "validation"}',
        2048,
    ),
    "tgi, of the input": (
        422,
        '{"error": "`inputs` must have less than 1024 tokens. Given: 1168"}',
        1024,
    ),
    "mistral": (
        400,
        '{"message": "Prompt contains 40000 tokens and 0 draft tokens, too large '
        'for model with 32768 maximum context length", "type": "invalid_request_prompt"}',
        32768,
    ),
    "anthropic": (
        400,
        '{"type": "error", "error": {"type": "invalid_request_error", "message": "prompt is too '
        'long: 210000 tokens > 200000 maximum"}}',
        200000,
    ),
    "anthropic, of both": (
        400,
        '{"error": {"message": "input length and `max_tokens` exceed context limit: 199000 + 8192 '
        '> 200000, decrease input length or `max_tokens` and try again"}}',
        200000,
    ),
    "gemini": (
        400,
        '[{"error": {"code": 400, "message": "The input token count (1196265) exceeds the maximum '
        'number of tokens allowed (1048576).", "status": "INVALID_ARGUMENT"}}]',
        1048576,
    ),
    "groq": (
        413,
        '{"error": {"message": "Please reduce the length of the messages or completion.", "code": '
        '"context_length_exceeded"}}',
        None,
    ),
    "openrouter": (
        400,
        '{"error": {"message": "This endpoint\'s maximum context length is 32,768 tokens. However, '
        'you requested about 40,000 tokens.", "code": 400}}',
        32768,
    ),
    "bedrock": (400, '{"message": "Input is too long for requested model."}', None),
}
OTHERWISE = [
    "max_tokens is too large: 32000. This model supports at most 4096 completion tokens",
    "Unsupported value: 'temperature' does not support 0.0 with this model",
    "the model is overloaded, try again",
    "invalid api key",
    "Unrecognized request argument supplied: stream_options",
    "Additional properties are not allowed ('context' was unexpected)",
    "the context of this request is not allowed",
    "too many requests",
    "",
]


@pytest.mark.parametrize("streamed", [True, False])
@pytest.mark.parametrize("server_kind", TOO_LONG)
def test_a_request_that_is_too_long_is_an_error_with_the_server_s_limit(
    serve: Serve, open_at: Open, server_kind: str, streamed: bool
) -> None:
    status, raw, limit = TOO_LONG[server_kind]
    server = serve([Reply(status=status, raw=raw.encode())])
    backend = open_at(server.base_url, retries=1)
    with pytest.raises(ContextLengthError) as caught:
        list(backend.stream(ASKED)) if streamed else backend.complete(ASKED)
    assert caught.value.limit == limit
    assert caught.value.message.startswith("the request is too long for scripted at http://")
    assert (f"model.context_window = {limit}" in caught.value.hint) == (limit is not None)
    assert len(server.chats) == 1


def test_it_is_known_inside_a_stream_too(serve: Serve, open_at: Open) -> None:
    inside = b'data: {"error": {"message": "Context size has been exceeded.", "n_ctx": 900}}\n\n'
    server = serve([Reply(raw=inside, headers=SSE)])
    with pytest.raises(ContextLengthError) as caught:
        list(open_at(server.base_url).stream(ASKED))
    assert caught.value.limit == 900


@pytest.mark.parametrize("raw", [b"data: [DONE]\n\n", b"", b": ping\n\n"])
def test_a_stream_that_ends_without_a_word_is_asked_why(
    serve: Serve, open_at: Open, raw: bytes
) -> None:
    status, said, limit = TOO_LONG["llama-cpp-python"]
    server = serve([Reply(raw=raw, headers=SSE), Reply(status=status, raw=said.encode())])
    backend = open_at(server.base_url)
    with pytest.raises(ContextLengthError) as caught, backend.recording() as spent:
        list(backend.stream(ASKED))
    assert caught.value.limit == limit
    assert [request.body["stream"] for request in server.chats] == [True, False]
    assert spent.usage.calls == 1


def test_a_stream_that_ends_without_a_word_may_have_one_after_all(
    serve: Serve, open_at: Open
) -> None:
    server = serve([Reply(raw=b"data: [DONE]\n\n", headers=SSE), "because"])
    assert list(open_at(server.base_url).stream(ASKED)) == ["because"]


def test_it_is_known_in_a_reply_that_pretends_to_be_good(serve: Serve, open_at: Open) -> None:
    server = serve([Reply(raw=TOO_LONG["lm studio"][1].encode())])
    with pytest.raises(ContextLengthError) as caught:
        open_at(server.base_url).complete(ASKED)
    assert caught.value.limit == 4096


@pytest.mark.parametrize("said", OTHERWISE)
def test_other_complaints_are_not_about_length(said: str) -> None:
    assert overflow_in(said) is None


def test_a_server_that_wants_fewer_requests_is_not_one_that_cannot_read(
    serve: Serve, open_at: Open
) -> None:
    said = "Request too large: tokens per minute exceed the maximum context length of 9000 tokens"
    server = serve([Reply(said, status=429)])
    with pytest.raises(ModelReplyError) as caught:
        open_at(server.base_url).complete(ASKED)
    assert not isinstance(caught.value, ContextLengthError)


@given(st.text(max_size=300))
def test_no_complaint_makes_the_reader_stumble(said: str) -> None:
    overflow_in(said)
