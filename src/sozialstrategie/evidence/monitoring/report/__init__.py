"""Content of the Sozialbericht: figures, sentences, chapters, appendices. `monitoring.documents` puts them together."""
