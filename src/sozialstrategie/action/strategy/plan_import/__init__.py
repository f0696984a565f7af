"""What exists comes in: an adopted plan from a workbook, a Word table or a csv file. Reading knows no Django; services write."""
