"""The contractor portal: its own small web process for firms outside the municipality.

It knows the backend by its API alone, over HTTP, and calls it with the signed-in person's own token. It has no
database, no key and no secret of the backend's; what it keeps between two pages lies in the person's browser, signed.
"""
