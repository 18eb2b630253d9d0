"""What `stancebench corpus check` looks for, one module a concern."""
