"""Follows a stream of the Academy by its second door; the standard library is all it needs.
usage: second-door.py SERVER STREAM MODE OFFSET     (MODE: sse or long-poll; the access token is in ACADEMY_TOKEN)

Prints a line of JSON for what came together: {"messages": [...], "next": where to go on}. Whoever keeps both in one step may
be killed at any time, and so may the server: started again with the last offset, it misses nothing and has nothing twice."""
import http.client, json, os, sys, time, urllib.error, urllib.parse, urllib.request

server, stream, mode, offset = sys.argv[1:]

def get():
    query = urllib.parse.urlencode({"offset": offset, "live": mode})
    request = urllib.request.Request(f"{server}/api/v1/streams/{stream}?{query}")
    request.add_header("Authorization", f"Bearer {os.environ['ACADEMY_TOKEN']}")
    return urllib.request.urlopen(request, timeout=70)  # Longer than the server lets anybody wait.

def keep(messages, next_offset):
    global offset
    print(json.dumps({"messages": messages, "next": next_offset}), flush=True)
    offset = next_offset

def long_poll():
    with get() as answer:
        keep(json.loads(answer.read() or "[]"), answer.headers["Stream-Next-Offset"])

def sse():
    event, messages = "", []
    with get() as answer:
        for line in answer:
            field, _, value = line.decode().rstrip("\n").partition(":")
            if field == "event":
                event = value.strip()
            elif field == "data" and event == "data":
                messages = json.loads(value)
            elif field == "data":  # control: what came before it is whole.
                keep(messages, json.loads(value)["streamNextOffset"])
                messages = []

while True:
    try:
        sse() if mode == "sse" else long_poll()
    except urllib.error.HTTPError as refused:
        if refused.code == 410:
            offset = "-1"  # Another history, or too far behind: from a snapshot on.
        elif refused.code in (429, 503):
            time.sleep(int(refused.headers.get("Retry-After", 1)))
        else:
            sys.exit(f"{refused.code} {refused.read().decode()}")
    except (OSError, http.client.HTTPException):
        time.sleep(0.2)  # The server is away.
