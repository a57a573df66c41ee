"""The other forms of a team report: PDF, slides, workbook, pages for a wiki."""
