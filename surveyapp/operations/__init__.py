"""The acts, one function each, a file per stage of a certificate's life; later call earlier."""
