namespace Shanhai.Host.Web.Parts;

/// <summary>Where a figure comes from: a document, the books, a form, another system, a computation, or a simulation.</summary>
public enum FigureSource { Document = 1, Books = 2, Form = 3, Outside = 4, Computed = 5, Simulated = 6 }
