"""How much of one source is read."""

# A feed's first entries are its newest. The largest real feed seen in a month of wires had 1,000.
MAX_CANDIDATES = 5_000
# Google accepts 1,000 addresses in a news sitemap; a plain one may hold a site's whole history.
MAX_SITEMAP_CANDIDATES = 1_000
MAX_CHILDREN = 5
