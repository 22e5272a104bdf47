"""The gateway: OpenAI's chat API in front of one or more model servers, with aliases, versions and swaps.

Students' requests name a subject or a version; model servers know versions only. What may speak is the registry's word.
"""
