// Judges each PDF with Mustang, which runs veraPDF (PDF/A-3) and the rules of EN 16931: one line a file, tab-separated:
// file, status of the PDF, status of the XML, whether veraPDF found it compliant, what it says against it.
// The report's own summary says "valid" over an invalid PDF: both parts are read.
import java.io.StringReader;
import java.util.Locale;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.mustangproject.validator.ZUGFeRDValidator;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

public class CheckPdf {
  public static void main(String[] files) throws Exception {
    Locale.setDefault(Locale.ROOT);
    java.io.PrintStream out = System.out;
    // What the libraries print is not the answer.
    System.setOut(System.err);
    for (String file : files) {
      String report = new ZUGFeRDValidator().validate(file);
      Document document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(report)));
      XPath path = XPathFactory.newInstance().newXPath();
      String pdf = path.evaluate("/validation/pdf/summary/@status", document);
      String xml = path.evaluate("/validation/xml/summary/@status", document);
      // veraPDF's result stands as text: "ValidationResult [flavour=3b, …, isCompliant=true]".
      String verdict = path.evaluate("string(/validation/pdf/text()[1])", document);
      String compliant = String.valueOf(verdict.contains("flavour=3b") && verdict.contains("isCompliant=true"));
      StringBuilder against = new StringBuilder();
      NodeList errors = (NodeList) path.evaluate("//error | //exception | //*[local-name()='rule'][@status='failed']", document, XPathConstants.NODESET);
      if (compliant.equals("false")) against.append(verdict.replaceAll("\\s+", " ").trim()).append(" | ");
      for (int i = 0; i < errors.getLength() && i < 12; i++)
        against.append(errors.item(i).getTextContent().replaceAll("\\s+", " ").trim()).append(" | ");
      out.println(file + "\t" + pdf + "\t" + xml + "\t" + compliant + "\t" + against);
      out.flush();
    }
    System.exit(0);
  }
}
