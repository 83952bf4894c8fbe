"""Makes a container in the emulator of Azure Blob Storage at ENDPOINT: python3 azure.py ENDPOINT NAME

The account and its key are those that every emulator has.
"""

import base64
import hashlib
import hmac
import sys
import urllib.request
from datetime import datetime, timezone

ACCOUNT = "devstoreaccount1"
KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="

endpoint, name = sys.argv[1:]
headers = {
    "x-ms-date": datetime.now(timezone.utc).strftime("%a, %d %b %Y %H:%M:%S GMT"),
    "x-ms-version": "2021-08-06",
}
# The string to sign: https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key
named = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
signed = f"PUT{chr(10) * 12}{named}/{ACCOUNT}/{ACCOUNT}/{name}\nrestype:container"
signature = hmac.digest(base64.b64decode(KEY), signed.encode(), hashlib.sha256)
headers["Authorization"] = f"SharedKey {ACCOUNT}:{base64.b64encode(signature).decode()}"
url = f"{endpoint}/{ACCOUNT}/{name}?restype=container"
urllib.request.urlopen(urllib.request.Request(url, method="PUT", headers=headers))
