namespace Shanhai.Host.Web.Parts;

/// <summary>Where a figure comes from: a document, the books, a form, another system, a computation, or a simulation.</summary>
public enum SourceKind { Document, Books, Form, Outside, Computed, Simulated }
