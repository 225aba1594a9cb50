"""The archive's own exports (packages, TEI) -> statements as they were."""
