"""Labels to and from other labelling tools: one module a tool, and what the tools share."""
