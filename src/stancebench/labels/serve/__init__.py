"""The labelling page: a small web app on this machine with which people label a batch."""
